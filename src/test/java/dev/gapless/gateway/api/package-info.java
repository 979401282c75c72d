/** Tests of the server API and of what servers tell each other. */
@NullMarked
package dev.gapless.gateway.api;

import org.jspecify.annotations.NullMarked;
