package dev.gapless.gateway;

import dev.gapless.protocol.ErrorCode;
import dev.gapless.protocol.SubscribeResult;

/** Who is told what became of a subscribe. One of the two is called, once, on the hub's thread. */
interface Answer {
    void made(SubscribeResult result);

    void refused(ErrorCode why);
}
