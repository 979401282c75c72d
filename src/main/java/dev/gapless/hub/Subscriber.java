package dev.gapless.hub;

/**
 * The receiving end of one subscription. The hub calls it on its own thread, one call at a time, and waits for
 * its return: it must append to a queue of its own and never block. One that throws is dropped, and hears nothing more.
 * It may call the hub, which then acts after it has returned.
 */
public interface Subscriber {

    /**
     * The subscription stands. Everything after {@code position}, and nothing before it, follows through
     * {@link #published}.
     *
     * @param position where the live stream begins: the newest position of the hub
     * @param recovery what lies between the asked position and this one. Who has missed nothing is to ask from this one
     *     on the next time: the older a position, the sooner a server that has been restarted does not know it
     */
    void subscribed(StreamPosition position, Recovery recovery);

    /**
     * The next publication of the channel, in offset order, each once. A channel that has been silent for long gets one
     * that stands in no topic and only says how far the hub has come. One that {@linkplain Publication#isEphemeral nobody
     * keeps} does not move the position from which the subscriber recovers.
     */
    void published(Publication publication);

    /**
     * The hub itself lost continuity (the order was replaced by another). No call follows; whoever subscribes again
     * with its last position learns whether its state is lost.
     */
    void interrupted();

    /** The subscription could not be made for want of a part that should come back soon. No call follows. */
    void unavailable();

    /**
     * The subscription was not made, since its {@link Guard} does not hold. No call follows. Who does not know what to do
     * with that takes it for {@link #unavailable}.
     */
    default void denied() {
        unavailable();
    }

    /**
     * The subscription has ended, since its {@link Guard} holds no more. No call follows. Who does not know what to do
     * with that takes it for {@link #interrupted}: to subscribe again is to be denied.
     */
    default void revoked() {
        interrupted();
    }
}
