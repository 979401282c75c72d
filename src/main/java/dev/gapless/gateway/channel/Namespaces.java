package dev.gapless.gateway.channel;

import dev.gapless.hub.Retention;
import dev.gapless.protocol.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All kinds of channels: two of the messenger's own, and those that are configured.
 *
 * <p>{@code personal:42} is for user 42 alone, with all that happens to that user and in that user's rooms. {@code room:7}
 * is for the members of room 7 as long as they look at it: who else does, and who is typing; nothing of it is kept.
 */
public final class Namespaces {
    /** Whether there is such a channel. */
    public sealed interface Lookup {
        record Found(Channel channel) implements Lookup {}

        /** There is not, or cannot be. */
        record Refused(ErrorCode why) implements Lookup {}
    }

    static final String PERSONAL = "personal";
    static final String ROOM = "room";
    private static final char BOUNDARY = ':';
    private static final Pattern ANYTHING = Pattern.compile("");
    private static final Pattern ID = Pattern.compile("^[1-9][0-9]{0,18}$");

    private static final Lookup UNKNOWN = new Lookup.Refused(ErrorCode.UNKNOWN_CHANNEL);
    private static final Lookup MALFORMED = new Lookup.Refused(ErrorCode.BAD_REQUEST);

    private final int longestName;
    private final Map<String, Namespace> byName = new HashMap<>();
    private final @Nullable Namespace withoutName;

    /**
     * @param personal what a personal channel keeps: as much as the hub keeps of the topics that it follows
     * @param longestName the most bytes of a channel's name
     */
    public Namespaces(ChannelSettings settings, Retention personal, int longestName) {
        this.longestName = longestName;
        settings.namespaces().forEach((name, options) -> byName.put(name, options.toNamespace(name)));
        withoutName = settings.withoutNamespace() == null
                ? null
                : settings.withoutNamespace().toNamespace("");
        byName.put(
                PERSONAL,
                new Namespace(
                        PERSONAL,
                        new Offers(personal, Feature.FORCED, Feature.FORCED, false, false, false, false),
                        new Rights(Audience.NOBODY, Audience.NOBODY, Audience.NOBODY, Audience.NOBODY),
                        Entry.OWNER,
                        Content.ANY,
                        ANYTHING));
        byName.put(
                ROOM,
                new Namespace(
                        ROOM,
                        new Offers(Retention.NONE, Feature.OFF, Feature.OFF, true, true, false, false),
                        new Rights(Audience.NOBODY, Audience.SUBSCRIBERS, Audience.SUBSCRIBERS, Audience.NOBODY),
                        Entry.MEMBERS,
                        Content.TYPING,
                        ID));
    }

    /**
     * Looks a channel up by its name, which is malformed if it is empty or too long.
     *
     * @param name anything
     */
    public Lookup find(String name) {
        if (name.isEmpty() || isTooLong(name)) {
            return MALFORMED;
        }
        int start = Channel.isPrivate(name) ? 1 : 0;
        int boundary = name.indexOf(BOUNDARY, start);
        Namespace namespace = boundary < 0 ? withoutName : byName.get(name.substring(start, boundary));
        if (namespace == null || (start == 1 && !namespace.isConfigured())) {
            return UNKNOWN;
        }
        Channel channel = new Channel(name, boundary < 0 ? start : boundary + 1, namespace);
        boolean wellFormed = isPrintableAscii(name)
                && namespace.pattern().matcher(channel.rest()).find();
        return wellFormed ? new Lookup.Found(channel) : MALFORMED;
    }

    /** The longest that a configured channel keeps anything. */
    Duration longestHistory() {
        return Stream.concat(byName.values().stream(), Stream.ofNullable(withoutName))
                .filter(Namespace::isConfigured)
                .map(namespace -> namespace.offers().history().ttl())
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    boolean isTooLong(String name) {
        // No name has fewer bytes than characters, so a very long one need not be encoded.
        return name.length() > longestName || name.getBytes(StandardCharsets.UTF_8).length > longestName;
    }

    private static boolean isPrintableAscii(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                return false;
            }
        }
        return true;
    }
}
