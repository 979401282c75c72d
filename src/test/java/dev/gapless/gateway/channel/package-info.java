@NullMarked
package dev.gapless.gateway.channel;

import org.jspecify.annotations.NullMarked;
