package dev.gapless.protocol;

/**
 * Why the server ends a connection. The range of the code tells the client what to do: it stays away for 3500 to 3999
 * and 4500 to 4999, and reconnects for all others.
 *
 * @param code 3000 to 4999
 * @param reason less than 124 bytes, so that it fits a close frame
 */
public record Disconnect(int code, String reason) {
    public static final Disconnect SHUTDOWN = new Disconnect(3001, "shutdown");
    public static final Disconnect SERVER_ERROR = new Disconnect(3004, "internal server error");
    public static final Disconnect EXPIRED = new Disconnect(3005, "connection expired");
    public static final Disconnect SLOW = new Disconnect(3008, "slow");
    public static final Disconnect NO_PONG = new Disconnect(3012, "no pong");
    public static final Disconnect TOO_MANY_REQUESTS = new Disconnect(3013, "too many requests");
    public static final Disconnect INVALID_TOKEN = new Disconnect(3500, "invalid token");
    public static final Disconnect BAD_REQUEST = new Disconnect(3501, "bad request");
    public static final Disconnect STALE = new Disconnect(3502, "stale");
    public static final Disconnect CONNECTION_LIMIT = new Disconnect(3504, "connection limit");
    public static final Disconnect INAPPROPRIATE_PROTOCOL = new Disconnect(3506, "inappropriate protocol");
    public static final Disconnect NOT_AVAILABLE = new Disconnect(3508, "not available");
}
