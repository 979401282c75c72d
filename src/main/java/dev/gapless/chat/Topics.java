package dev.gapless.chat;

/** The names of the chat's topics and channels. */
final class Topics {
    static final String PERSONAL = "personal:";
    static final String ROOM = "room:";

    private Topics() {}

    /** The topic of what happens in a room. */
    static String room(long id) {
        return ROOM + id;
    }

    /** The topic of who is in a room just now, and types; the room's channel follows it. Nobody keeps it. */
    static String here(long roomId) {
        return "here:" + roomId;
    }

    /** The topic of what happens to one user alone. */
    static String user(long id) {
        return "user:" + id;
    }

    /** The channel of a user: follows the user's own topic and those of the user's rooms. */
    static String personal(long userId) {
        return PERSONAL + userId;
    }
}
