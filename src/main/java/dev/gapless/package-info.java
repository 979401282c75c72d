/** Gapless, a messenger that never loses your place. */
@NullMarked
package dev.gapless;

import org.jspecify.annotations.NullMarked;
