/** A load run: very many clients against the packaged server, and what they cost it. See src/docs/benchmarks.md. */
@NullMarked
package dev.gapless.load;

import org.jspecify.annotations.NullMarked;
