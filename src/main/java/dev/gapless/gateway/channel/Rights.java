package dev.gapless.gateway.channel;

/**
 * Who may do what in the channels of a namespace.
 *
 * @param subscribe without a token
 * @param publish as a client
 * @param presence asking who is there, and hearing who comes and goes
 * @param history asking what is held
 */
public record Rights(Audience subscribe, Audience publish, Audience presence, Audience history) {}
