package dev.gapless.hub;

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
    private final Kind kind;

    private enum Kind {
        KEPT,
        EPHEMERAL,
        POSITION
    }

    /**
     * A publication of JSON, by nobody in particular.
     *
     * @param offset its hub-wide place
     * @param timeMillis when it was committed, in milliseconds since 1970; its age counts from here
     * @param data the payload, opaque to the hub
     */
    public Publication(long offset, long timeMillis, byte[] data) {
        this(offset, timeMillis, data, true, null, Map.of());
    }

    /**
     * @param offset its hub-wide place
     * @param timeMillis when it was committed, in milliseconds since 1970; its age counts from here
     * @param data the payload, opaque to the hub
     * @param json whether the payload is one JSON value, which clients that speak JSON get as it is
     * @param info the client that published it; null when the server did
     * @param tags whatever the publisher attached
     */
    public Publication(
            long offset,
            long timeMillis,
            byte[] data,
            boolean json,
            @Nullable ClientInfo info,
            Map<String, String> tags) {
        this(offset, timeMillis, data, json, info, Map.copyOf(tags), Kind.KEPT);
    }

    private Publication(
            long offset,
            long timeMillis,
            byte[] data,
            boolean json,
            @Nullable ClientInfo info,
            Map<String, String> tags,
            Kind kind) {
        this.offset = offset;
        this.timeMillis = timeMillis;
        this.data = data;
        this.json = json;
        this.info = info;
        this.tags = tags;
        this.kind = kind;
    }

    /** One that only tells how far the hub has come. */
    static Publication position(long offset, long timeMillis, byte[] data) {
        return new Publication(offset, timeMillis, data, true, null, Map.of(), Kind.POSITION);
    }

    /** The same for those who get it through a topic that does not keep it. */
    Publication toEphemeral() {
        return new Publication(offset, timeMillis, data, json, info, tags, Kind.EPHEMERAL);
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

    /**
     * Whether no log holds it for the channel through which it is received. Such a one goes to clients without its
     * offset: it does not move the position from which they recover.
     */
    public boolean isEphemeral() {
        return kind == Kind.EPHEMERAL;
    }

    /**
     * Whether it stands in no topic, and only tells how far the hub has come. Of use to those who will recover from
     * there; others need not be told.
     */
    public boolean isPosition() {
        return kind == Kind.POSITION;
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
