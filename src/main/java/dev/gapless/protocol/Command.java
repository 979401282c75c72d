package dev.gapless.protocol;

/**
 * One command of a client.
 *
 * @param id echoed by the reply; 0 when none was sent, which only a pong and a {@code send} may
 */
public record Command(long id, Request request) {
    static final Command PONG = new Command(0, new Request.Pong());
}
