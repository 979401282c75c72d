/** The Centrifugo client protocol as records and codecs. */
@NullMarked
package dev.gapless.protocol;

import org.jspecify.annotations.NullMarked;
