/** Rooms, members and messages, their events and their REST API. */
@NullMarked
package dev.gapless.chat;

import org.jspecify.annotations.NullMarked;
