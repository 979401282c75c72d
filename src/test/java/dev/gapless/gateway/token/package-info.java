@NullMarked
package dev.gapless.gateway.token;

import org.jspecify.annotations.NullMarked;
