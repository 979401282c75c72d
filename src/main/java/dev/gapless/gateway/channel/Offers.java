package dev.gapless.gateway.channel;

import dev.gapless.hub.Retention;

/**
 * What the channels of a namespace have to offer, to whoever may have it.
 *
 * @param history what a channel keeps
 * @param recovery being handed what was missed
 * @param positioning being told one's position
 * @param presence telling who is subscribed
 * @param joinLeave telling who comes and goes, to those who ask to hear it
 * @param forcePushJoinLeave telling it to every subscriber
 * @param delta sending publications as patches
 */
public record Offers(
        Retention history,
        Feature recovery,
        Feature positioning,
        boolean presence,
        boolean joinLeave,
        boolean forcePushJoinLeave,
        boolean delta) {

    /** Whether channels keep publications. */
    public boolean hasHistory() {
        return !history.isNone();
    }
}
