/** Client connections: the WebSocket transport, sessions, their commands and tokens. */
@NullMarked
package dev.gapless.gateway;

import org.jspecify.annotations.NullMarked;
