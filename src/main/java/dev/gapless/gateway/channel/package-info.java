/** Channels: which there are, what they offer, and who may do what in them. Knows nothing of connections. */
@NullMarked
package dev.gapless.gateway.channel;

import org.jspecify.annotations.NullMarked;
