package dev.gapless.gateway.channel;

/** Something that a subscription can come with. */
public enum Feature {
    /** No subscription has it by itself; one may ask for it who has another right that includes it. */
    OFF,
    /** Those have it who ask for it. */
    ON_REQUEST,
    /** Every subscription has it. */
    FORCED;

    static Feature of(boolean forced, boolean allowed) {
        if (forced) {
            return FORCED;
        }
        return allowed ? ON_REQUEST : OFF;
    }
}
