/** What holds the application together: the embedded database, web security, error answers. */
@NullMarked
package dev.gapless.system;

import org.jspecify.annotations.NullMarked;
