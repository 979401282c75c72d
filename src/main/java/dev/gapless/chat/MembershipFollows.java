package dev.gapless.chat;

import dev.gapless.hub.FollowLoader;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * A personal channel follows its user's own topic and the topics of the user's rooms. The channel of a room is about who
 * is there: it follows the topic of that, not that of the room's messages. Any other channel follows just the topic of its
 * own name. However many channels are asked for, one query answers, and none if no channel is personal.
 */
@Component
class MembershipFollows implements FollowLoader {
    /** Ids as we write them: other spellings of a number (a leading zero, a sign) name other channels. */
    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,18}");

    private final JdbcClient jdbc;

    MembershipFollows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Map<String, Set<String>> load(Set<String> channels) {
        Map<String, Set<String>> topics = new HashMap<>();
        Map<Long, Set<String>> ofUsers = new HashMap<>();
        for (String channel : channels) {
            Set<String> followed = new HashSet<>(Set.of(topicOf(channel)));
            topics.put(channel, followed);
            idAfter(Topics.PERSONAL, channel).ifPresent(user -> ofUsers.put(user, followed));
        }
        if (!ofUsers.isEmpty()) {
            jdbc.sql("select user_id, room_id from members where user_id = any (:users)")
                    .param("users", ofUsers.keySet().toArray(Long[]::new))
                    .query(row -> {
                        Set<String> followed = ofUsers.get(row.getLong("user_id"));
                        if (followed != null) {
                            followed.add(Topics.room(row.getLong("room_id")));
                        }
                    });
        }
        return topics;
    }

    @Override
    public String topicOf(String channel) {
        OptionalLong user = idAfter(Topics.PERSONAL, channel);
        OptionalLong room = idAfter(Topics.ROOM, channel);
        if (user.isPresent()) {
            return Topics.user(user.getAsLong());
        }
        return room.isPresent() ? Topics.here(room.getAsLong()) : channel;
    }

    private static OptionalLong idAfter(String prefix, String channel) {
        if (!channel.startsWith(prefix)) {
            return OptionalLong.empty();
        }
        String id = channel.substring(prefix.length());
        if (!ID.matcher(id).matches()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(id));
        } catch (NumberFormatException tooLarge) {
            return OptionalLong.empty();
        }
    }
}
