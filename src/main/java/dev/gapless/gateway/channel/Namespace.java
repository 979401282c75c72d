package dev.gapless.gateway.channel;

import java.util.regex.Pattern;

/**
 * A kind of channels. Configured ones are made of their {@link NamespaceSettings}.
 *
 * @param name what stands before the colon; empty for the channels without one
 * @param content what clients may publish
 * @param pattern found in what stands behind the colon
 */
public record Namespace(String name, Offers offers, Rights rights, Entry entry, Content content, Pattern pattern) {

    /**
     * Whether clients that hear nothing for long are told how far the hub has come, by a publication that says nothing
     * else. Ours know it; others would not know what to make of it.
     */
    public boolean tellsPositions() {
        return entry == Entry.OWNER;
    }

    /** Whether it is none of the messenger's own. */
    boolean isConfigured() {
        return entry == Entry.BY_RIGHT || entry == Entry.LISTED_USERS;
    }
}
