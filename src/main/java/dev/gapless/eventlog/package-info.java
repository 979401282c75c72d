/** The ordered log of committed events, from the database's transactions to the hub. */
@NullMarked
package dev.gapless.eventlog;

import org.jspecify.annotations.NullMarked;
