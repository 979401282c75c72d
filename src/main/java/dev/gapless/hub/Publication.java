package dev.gapless.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of one or more topics. Its bytes are shared by all who receive it and must never be written to.
 */
public final class Publication {
    private final long offset;
    private final long timeMillis;
    private final byte[] data;
    private final boolean json;
    private final @Nullable ClientInfo info;
    private final Map<String, String> tags;
    private final List<Passage> passages;
    private final boolean ephemeral;
    private final boolean position;

    /**
     * A publication of JSON, by nobody in particular.
     *
     * @param offset its hub-wide place
     * @param timeMillis when it was committed, in milliseconds since 1970; its age counts from here
     * @param data the payload, opaque to the hub
     */
    public Publication(long offset, long timeMillis, byte[] data) {
        this(offset, timeMillis, data, true, null, Map.of(), List.of());
    }

    /**
     * @param offset its hub-wide place
     * @param timeMillis when it was committed, in milliseconds since 1970; its age counts from here
     * @param data the payload, opaque to the hub
     * @param json whether the payload is one JSON value, which clients that speak JSON get as it is
     * @param info the client that published it; null when the server did
     * @param tags whatever the publisher attached
     * @param passages what may be redacted of the payload, as {@link Passage#inOrder} has them
     */
    public Publication(
            long offset,
            long timeMillis,
            byte[] data,
            boolean json,
            @Nullable ClientInfo info,
            Map<String, String> tags,
            List<Passage> passages) {
        this(offset, timeMillis, data, json, info, Map.copyOf(tags), List.copyOf(passages), false, false);
    }

    private Publication(
            long offset,
            long timeMillis,
            byte[] data,
            boolean json,
            @Nullable ClientInfo info,
            Map<String, String> tags,
            List<Passage> passages,
            boolean ephemeral,
            boolean position) {
        this.offset = offset;
        this.timeMillis = timeMillis;
        this.data = data;
        this.json = json;
        this.info = info;
        this.tags = tags;
        this.passages = passages;
        this.ephemeral = ephemeral;
        this.position = position;
    }

    /** One that only tells how far the hub has come. */
    static Publication position(long offset, long timeMillis, byte[] data) {
        return new Publication(offset, timeMillis, data, true, null, Map.of(), List.of(), false, true);
    }

    /** The same for those who get it through a topic that does not keep it. */
    Publication toEphemeral() {
        return new Publication(offset, timeMillis, data, json, info, tags, List.of(), true, false);
    }

    /** The same with other bytes in place of its passages with this key. */
    Publication redact(Redaction redaction) {
        byte[] replacement = redaction.replacement();
        int length = data.length;
        for (Passage passage : passages) {
            length += redaction.isOf(passage) ? replacement.length - passage.length() : 0;
        }
        byte[] redacted = new byte[length];
        List<Passage> moved = new ArrayList<>(passages.size());
        int from = 0;
        int to = 0;
        for (Passage passage : passages) {
            int before = passage.start() - from;
            System.arraycopy(data, from, redacted, to, before);
            to += before;
            boolean replaced = redaction.isOf(passage);
            int size = replaced ? replacement.length : passage.length();
            System.arraycopy(replaced ? replacement : data, replaced ? 0 : passage.start(), redacted, to, size);
            moved.add(new Passage(passage.key(), to, to + size));
            to += size;
            from = passage.end();
        }
        System.arraycopy(data, from, redacted, to, data.length - from);
        return new Publication(offset, timeMillis, redacted, json, info, tags, List.copyOf(moved), ephemeral, position);
    }

    public long offset() {
        return offset;
    }

    public long timeMillis() {
        return timeMillis;
    }

    /** The payload itself, not a copy: read only. */
    public byte[] data() {
        return data;
    }

    /** Whether the payload is one JSON value. */
    public boolean isJson() {
        return json;
    }

    /** The client that published it; null when the server did. */
    public @Nullable ClientInfo info() {
        return info;
    }

    public Map<String, String> tags() {
        return tags;
    }

    /** What may be redacted of the payload, in order. */
    public List<Passage> passages() {
        return passages;
    }

    /**
     * Whether no log holds it for the channel through which it is received. Such a one goes to clients without its
     * offset: it does not move the position from which they recover.
     */
    public boolean isEphemeral() {
        return ephemeral;
    }

    /**
     * Whether it stands in no topic, and only tells how far the hub has come. Of use to those who will recover from
     * there; others need not be told.
     */
    public boolean isPosition() {
        return position;
    }

    /** What is sent of it, about, in bytes. */
    int bytes() {
        int bytes = data.length + (info == null ? 0 : info.bytes());
        if (!tags.isEmpty()) {
            for (Map.Entry<String, String> tag : tags.entrySet()) {
                bytes += tag.getKey().length() + tag.getValue().length();
            }
        }
        return bytes;
    }
}
