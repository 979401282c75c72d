package dev.gapless.hub;

/** Something that an {@link Agenda} looks at again when its time has come. It may stand in one agenda only. */
abstract class Timed {
    /** When it is due, in milliseconds since 1970. Meaningful while scheduled; only the agenda writes it. */
    long due;

    /** Tells apart what is due at the same time; 0 while not scheduled. */
    long ticket;

    final boolean isScheduled() {
        return ticket != 0;
    }
}
