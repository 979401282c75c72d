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
 * A personal channel follows its user's own topic and the topics of the user's rooms; the channel of a room the topic of
 * who is here, and any other channel just the topic of its own name. However many channels are asked for, one query answers, and none if no channel is personal.
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
            Set<String> followed = new HashSet<>();
            followed.add(topicOf(channel));
            topics.put(channel, followed);
            OptionalLong user = personalUser(channel);
            if (user.isPresent()) {
                ofUsers.put(user.getAsLong(), followed);
            }
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
        OptionalLong user = personalUser(channel);
        if (user.isPresent()) {
            return Topics.user(user.getAsLong());
        }
        String room = channel.startsWith(Topics.ROOM) ? channel.substring(Topics.ROOM.length()) : "";
        return ID.matcher(room).matches() ? Topics.here(room) : channel;
    }

    private static OptionalLong personalUser(String channel) {
        if (!channel.startsWith(Topics.PERSONAL)) {
            return OptionalLong.empty();
        }
        String id = channel.substring(Topics.PERSONAL.length());
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
