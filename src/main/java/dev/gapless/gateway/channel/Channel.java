package dev.gapless.gateway.channel;

/**
 * A channel of a known kind, with a well-formed name. As long as there is a subscription to it there is one of these.
 *
 * @param name all of it, as clients know it
 * @param restAt where in the name the part without the namespace begins
 */
public record Channel(String name, int restAt, Namespace namespace) {
    private static final char PRIVATE = '$';
    private static final char BEFORE_USERS = '#';

    /** The name without the namespace. */
    String rest() {
        return name.substring(restAt);
    }

    static boolean isPrivate(String name) {
        return !name.isEmpty() && name.charAt(0) == PRIVATE;
    }

    /** Whether nobody may subscribe without a token, whatever else is allowed. */
    boolean isPrivate() {
        return isPrivate(name);
    }

    /** Whether the name lists those who may subscribe, and allows nobody else to do so without a token. */
    boolean listsUsers() {
        return namespace.entry() == Entry.LISTED_USERS && name.indexOf(BEFORE_USERS, restAt) >= 0;
    }

    /** Whether the user is one of those that the name lists. */
    boolean lists(String user) {
        if (user.isEmpty() || !listsUsers()) {
            return false;
        }
        for (String listed : name.substring(name.lastIndexOf(BEFORE_USERS) + 1).split(",", -1)) {
            if (listed.equals(user)) {
                return true;
            }
        }
        return false;
    }
}
