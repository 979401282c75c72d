/** The tokens with which clients say who they are and what they may subscribe to. */
@NullMarked
package dev.gapless.gateway.token;

import org.jspecify.annotations.NullMarked;
