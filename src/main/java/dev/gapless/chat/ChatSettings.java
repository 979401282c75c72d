package dev.gapless.chat;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits of the chat.
 *
 * @param maxRoomsPerUser the most rooms that one may be in. To come back costs a look at each
 */
@ConfigurationProperties("gapless.chat")
record ChatSettings(@DefaultValue("5000") int maxRoomsPerUser) {
    ChatSettings {
        if (maxRoomsPerUser < 1) {
            throw new IllegalArgumentException(
                    "gapless.chat.max-rooms-per-user must be at least 1, not " + maxRoomsPerUser);
        }
    }
}
