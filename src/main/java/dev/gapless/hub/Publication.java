package dev.gapless.hub;

/**
 * One entry of one or more topics. Its bytes are shared by all who receive it and must never be written to.
 */
public final class Publication {
    private final long offset;
    private final long timeMillis;
    private final byte[] data;

    /**
     * @param offset its hub-wide place
     * @param timeMillis when it was committed, in milliseconds since 1970; its age counts from here
     * @param data the payload, opaque to the hub
     */
    public Publication(long offset, long timeMillis, byte[] data) {
        this.offset = offset;
        this.timeMillis = timeMillis;
        this.data = data;
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
}
