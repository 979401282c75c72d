package dev.gapless.gateway.channel;

/** By what it is decided who may subscribe. */
enum Entry {
    /** By a token, or the namespace's rights. */
    BY_RIGHT,
    /** As above, or by being named in the channel, behind {@code #}. */
    LISTED_USERS,
    /** By being the user whom the channel is named for; a token does not change that. */
    OWNER,
    /** By being a member of the room that the channel is named for, now and later; a token does not change that. */
    MEMBERS
}
