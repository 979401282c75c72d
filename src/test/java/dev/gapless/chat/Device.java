package dev.gapless.chat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A client's rooms as the contract describes them: loaded once, and from then on derived from events alone. */
final class Device {
    private static final List<String> ROOM_STATE = List.of("version", "bumped_at", "seq");

    private final long user;
    private final Map<Long, ObjectNode> rooms = new HashMap<>();

    /** @param state the answer of {@code GET /api/sync} */
    Device(JsonNode state) {
        user = id(state.get("me"));
        state.get("rooms").values().forEach(room -> rooms.put(id(room), (ObjectNode) room.deepCopy()));
    }

    /** What it shows, as {@code GET /api/sync} tells it. */
    List<JsonNode> rooms() {
        return rooms.values().stream()
                .sorted(Comparator.comparing(
                                (ObjectNode room) -> room.get("bumped_at").stringValue())
                        .thenComparing(Device::id)
                        .reversed())
                .<JsonNode>map(ObjectNode::deepCopy)
                .toList();
    }

    void apply(JsonNode event) {
        JsonNode body = event.get("body");
        String type = event.get("type").stringValue();
        if (type.equals("profile_changed")) {
            rooms.values().forEach(room -> renew(room, body.get("user")));
            return;
        }
        ObjectNode known = rooms.get(id(body.get("room")));
        switch (type) {
            case "read_changed" -> {
                if (known != null && isMe(body.get("user"))) {
                    haveRead(known, body.get("last_read_message_id"), body.get("last_read_seq"));
                }
            }
            case "mute_changed" -> {
                if (known != null) {
                    known.set("muted", body.get("muted"));
                }
            }
            default -> {
                if (known == null || version(body.get("room")) > version(known)) {
                    change(type, body, known);
                }
            }
        }
    }

    private void change(String type, JsonNode body, @Nullable ObjectNode known) {
        if (known == null) {
            if (type.equals("user_joined") && (isMe(body.get("user")) || peer(body.get("room")) != null)) {
                come(body.get("room"), body.get("role"));
            }
            return;
        }
        switch (type) {
            case "message_added" -> added(known, body);
            case "message_edited", "message_deleted", "message_pinned", "message_unpinned" -> changed(known, body);
            case "reactions_changed" -> take(known, body.get("room"), ROOM_STATE);
            case "user_joined", "room_updated" -> take(known, body.get("room"));
            case "room_deleted" -> rooms.remove(id(known));
            case "user_left" -> {
                take(known, body.get("room"));
                if (isMe(body.get("user"))) {
                    rooms.remove(id(known));
                } else if (isMe(body.get("owner"))) {
                    known.put("my_role", Member.OWNER);
                }
            }
            case "member_changed" -> {
                take(known, body.get("room"));
                if (isMe(body.get("user"))) {
                    known.set("my_role", body.get("role"));
                } else if (isMe(body.get("previous_owner"))) {
                    known.put("my_role", Member.ADMIN);
                }
            }
            default -> throw new AssertionError("unknown event " + type);
        }
    }

    /** Who comes has read all there is. */
    private void come(JsonNode room, JsonNode role) {
        ObjectNode mine = (ObjectNode) room.deepCopy();
        JsonNode peer = peer(room);
        JsonNode last = room.get("last_message");
        mine.set("my_role", role);
        mine.put("muted", false);
        mine.set("peer", peer == null ? JsonNodeFactory.instance.nullNode() : peer);
        mine.set("last_read_message_id", last.isNull() ? last : last.get("id"));
        mine.set("last_read_seq", room.get("seq"));
        derive(mine, List.of());
        rooms.put(id(room), mine);
    }

    /** The other one, if this is a direct room of mine. */
    private @Nullable JsonNode peer(JsonNode room) {
        List<JsonNode> both =
                room.has("members") ? List.copyOf(room.get("members").values()) : List.of();
        return both.stream().noneMatch(this::isMe)
                ? null
                : both.stream().filter(each -> !isMe(each)).findFirst().orElseThrow();
    }

    private void added(ObjectNode room, JsonNode message) {
        take(room, message.get("room"), ROOM_STATE);
        room.set("last_message", lastMessage(message));
        mentioned(room, message);
        if (isMe(message.get("user"))) {
            haveRead(room, message.get("id"), message.get("seq")); // who writes has read
        }
    }

    private void changed(ObjectNode room, JsonNode message) {
        take(room, message.get("room"), ROOM_STATE);
        if (id(room.get("last_message")) == id(message)) {
            room.set("last_message", lastMessage(message));
        }
        mentioned(room, message);
    }

    private static ObjectNode lastMessage(JsonNode message) {
        ObjectNode last = JsonNodeFactory.instance.objectNode();
        for (String field : List.of("id", "content", "user", "created_at", "kind", "deleted_at")) {
            last.set(field, message.get(field));
        }
        return last;
    }

    private void mentioned(ObjectNode room, JsonNode message) {
        List<Long> ids = new ArrayList<>(mentions(room));
        ids.remove(id(message));
        boolean names = message.get("mentions_room").booleanValue()
                || message.get("mentions").values().stream().anyMatch(each -> each.longValue() == user);
        if (names && id(message) > number(room.get("last_read_message_id"))) {
            ids.add(id(message));
        }
        derive(room, ids);
    }

    private static void haveRead(ObjectNode room, JsonNode messageId, JsonNode seq) {
        if (messageId.longValue() > number(room.get("last_read_message_id"))) {
            room.set("last_read_message_id", messageId);
            room.set("last_read_seq", seq);
        }
        derive(room, mentions(room));
    }

    /** Puts the person as they are now wherever they stand. */
    private static void renew(JsonNode within, JsonNode person) {
        if (within.has("username") && id(within) == id(person)) {
            ((ObjectNode) within).setAll((ObjectNode) person);
        } else {
            within.values().forEach(each -> renew(each, person));
        }
    }

    /** Takes all that the event tells of the room; what is one member's alone is not in it. */
    private static void take(ObjectNode known, JsonNode room) {
        take(known, room, room.propertyNames());
    }

    private static void take(ObjectNode known, JsonNode room, Iterable<String> fields) {
        fields.forEach(field -> known.set(field, room.get(field)));
        derive(known, mentions(known));
    }

    /** What is unread follows from what there is and what has been read. */
    private static void derive(ObjectNode room, List<Long> mentions) {
        long marker = number(room.get("last_read_message_id"));
        ArrayNode unread = JsonNodeFactory.instance.arrayNode();
        mentions.stream()
                .filter(id -> id > marker)
                .sorted(Comparator.reverseOrder())
                .forEach(unread::add);
        room.set("unread_mentions", unread);
        room.put("mention_count", unread.size());
        room.put("unread_count", number(room.get("seq")) - number(room.get("last_read_seq")));
    }

    private static List<Long> mentions(JsonNode room) {
        return room.get("unread_mentions").values().stream()
                .map(JsonNode::longValue)
                .toList();
    }

    private boolean isMe(JsonNode someone) {
        return !someone.isNull() && id(someone) == user;
    }

    private static long id(JsonNode node) {
        return node.get("id").longValue();
    }

    private static long version(JsonNode room) {
        return room.get("version").longValue();
    }

    private static long number(JsonNode number) {
        return number.isNull() ? 0 : number.longValue();
    }
}
