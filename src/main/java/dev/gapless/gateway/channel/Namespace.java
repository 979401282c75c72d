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

    /** Whether it is none of the messenger's own. */
    boolean isConfigured() {
        return entry == Entry.BY_RIGHT || entry == Entry.LISTED_USERS;
    }
}
