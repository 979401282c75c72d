package dev.gapless.gateway.api;

/**
 * What a server may be asked about itself.
 *
 * @param about a channel, or a pattern for channels, or ids of users; empty if it is about nothing in particular
 */
record Question(Kind kind, String about) {
    enum Kind {
        /** Who is in a channel: {@link Answers.Presence}. */
        PRESENCE,
        /** How many are in a channel: {@link Answers.Stats}. */
        PRESENCE_STATS,
        /** Which channels there are: {@link Answers.Channels}. */
        CHANNELS,
        /** Which of some users are connected, by their ids with commas between: {@link Answers.Online}. */
        ONLINE,
        /** How the server is: {@link ServerInfo}. */
        INFO
    }
}
