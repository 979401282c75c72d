/** How clients reach the gateway: WebSocket, and for networks that break it an HTTP stream or server-sent events. */
@NullMarked
package dev.gapless.gateway.transport;

import org.jspecify.annotations.NullMarked;
