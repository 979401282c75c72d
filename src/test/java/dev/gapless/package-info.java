@NullMarked
package dev.gapless;

import org.jspecify.annotations.NullMarked;
