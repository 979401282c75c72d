package dev.gapless.gateway;

/** Who may subscribe to what. */
interface ChannelPolicy {
    enum Access {
        GRANTED,
        DENIED
    }

    /**
     * Decides without waiting for anything, since it is asked on the thread that reads from the client.
     *
     * @param user empty if the client is anonymous
     * @param channel printable ASCII, not empty
     */
    Access subscribe(String user, String channel);
}
