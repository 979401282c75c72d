package dev.gapless.hub;

/** Waiting that goes on when its thread is asked to stop: a publication must not get lost for that. */
final class Uninterruptible {

    /** Something that waits. */
    interface Wait {
        void end() throws InterruptedException;
    }

    private Uninterruptible() {}

    /** Waits to the end; that the thread was interrupted meanwhile is left to be seen. */
    static void await(Wait wait) {
        boolean interrupted = false;
        boolean done = false;
        while (!done) {
            try {
                wait.end();
                done = true;
            } catch (InterruptedException stop) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
