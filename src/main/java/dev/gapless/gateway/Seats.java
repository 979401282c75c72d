package dev.gapless.gateway;

import org.jspecify.annotations.Nullable;

/**
 * The {@link Places} that one connection takes: among those who have yet to say who they are, and among those from the
 * same address. Safe for use by many threads.
 */
final class Seats {
    private Places.@Nullable Place asNewcomer;
    private Places.@Nullable Place ofAddress;

    /** Null is a place that was not to be had. */
    Seats(Places.@Nullable Place asNewcomer, Places.@Nullable Place ofAddress) {
        this.asNewcomer = asNewcomer;
        this.ofAddress = ofAddress;
    }

    /** Whether there was room; to be asked before anything is left. */
    synchronized boolean hasBoth() {
        return asNewcomer != null && ofAddress != null;
    }

    /** The client has said who it is. */
    synchronized void leaveNewcomers() {
        if (asNewcomer != null) {
            asNewcomer.leave();
            asNewcomer = null;
        }
    }

    /** The connection is gone. */
    synchronized void leave() {
        leaveNewcomers();
        if (ofAddress != null) {
            ofAddress.leave();
            ofAddress = null;
        }
    }
}
