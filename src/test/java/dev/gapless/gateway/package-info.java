@NullMarked
package dev.gapless.gateway;

import org.jspecify.annotations.NullMarked;
