package dev.gapless.account;

/** A feature that tells others how people show themselves. */
public interface ProfileListener {
    /** A name or picture has changed; called in the transaction of the change, which may get one event by this. */
    void changed(UserView user);
}
