package dev.gapless.gateway.token;

/**
 * What a token turned out to be.
 *
 * @param <C> what a token of this kind says
 */
public sealed interface Check<C> {
    /** Signed by someone we believe, for this use and for now. */
    record Valid<C>(C claims) implements Check<C> {}

    /** Signed by someone we believe, but its time has passed or not yet come (error 109). */
    record Expired<C>() implements Check<C> {}

    /** Not from anyone we believe, or not for this use. */
    record Invalid<C>() implements Check<C> {}

    /** Nobody can say now: the key to check it with cannot be had. Worth another try (error 100). */
    record Undecided<C>() implements Check<C> {}
}
