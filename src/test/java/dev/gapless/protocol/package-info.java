@NullMarked
package dev.gapless.protocol;

import org.jspecify.annotations.NullMarked;
