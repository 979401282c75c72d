package dev.gapless.gateway.channel;

import dev.gapless.gateway.channel.Namespaces.Lookup;
import dev.gapless.hub.Retention;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Channels as they come out of properties. */
final class ChannelFixture {
    static final Retention OURS = new Retention(300, Duration.ofMinutes(10));

    private ChannelFixture() {}

    /** @param properties name and value in turn, without {@code gapless.gateway.} */
    static ChannelSettings settings(String... properties) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < properties.length; i += 2) {
            map.put("gapless.gateway." + properties[i], properties[i + 1]);
        }
        return new Binder(new MapConfigurationPropertySource(map))
                .bindOrCreate("gapless.gateway", ChannelSettings.class);
    }

    static Namespaces namespaces(String... properties) {
        return new Namespaces(settings(properties), OURS, 255);
    }

    static Channel channel(Namespaces namespaces, String name) {
        return switch (namespaces.find(name)) {
            case Lookup.Found found -> found.channel();
            case Lookup.Refused refused -> throw new AssertionError(name + ": " + refused.why());
        };
    }
}
