/** The recovery-aware hub: topics, channels and the one order of publications, in memory. */
@NullMarked
package dev.gapless.hub;

import org.jspecify.annotations.NullMarked;
