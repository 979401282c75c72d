package dev.gapless.gateway.channel;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which channels there are besides the messenger's own.
 *
 * @param namespaces by their names: the channels {@code name:anything}
 * @param withoutNamespace the channels without a colon; unknown unless an option is set
 */
@ConfigurationProperties("gapless.gateway")
public record ChannelSettings(
        @DefaultValue Map<String, NamespaceSettings> namespaces,
        @Nullable NamespaceSettings withoutNamespace) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+");

    /** The messenger's own namespaces, and the first parts of its topics' names. */
    private static final Set<String> RESERVED = Set.of("personal", "room", "user", "here", "gapless");

    public ChannelSettings {
        namespaces = Map.copyOf(namespaces);
        for (String name : namespaces.keySet()) {
            require(
                    !RESERVED.contains(name),
                    "namespaces." + name + " is reserved for the messenger: choose another name");
            require(
                    NAME.matcher(name).matches(),
                    "namespaces: a name may have letters, digits, '_', '-' and '.', unlike " + name);
        }
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("gapless.gateway." + rule);
        }
    }
}
