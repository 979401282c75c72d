package dev.gapless.account;

/** What a feature adds to a demonstration. Beans of this kind are called after the demo people have been made. */
public interface DemoContent {

    /**
     * Makes it, unless it is there. Called at every start that may have a demonstration, before anyone can connect, so
     * nothing needs to be announced.
     */
    void create();
}
