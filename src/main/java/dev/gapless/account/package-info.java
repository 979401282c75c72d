/** Users, registration, login and login sessions. */
@NullMarked
package dev.gapless.account;

import org.jspecify.annotations.NullMarked;
