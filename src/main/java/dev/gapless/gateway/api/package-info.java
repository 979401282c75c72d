/** The server API over HTTP, and what has to reach every server: control events, and questions to all servers. */
@NullMarked
package dev.gapless.gateway.api;

import org.jspecify.annotations.NullMarked;
