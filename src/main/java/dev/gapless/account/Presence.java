package dev.gapless.account;

import java.util.Collection;
import java.util.Set;

/** Who is connected. */
public interface Presence {
    /** Those of the users who are online now. */
    Set<Long> online(Collection<Long> userIds);
}
