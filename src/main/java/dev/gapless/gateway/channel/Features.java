package dev.gapless.gateway.channel;

/**
 * What one subscription comes with.
 *
 * @param recoverable its client can be handed what it missed
 * @param positioned its client is told its position; every recoverable one is
 * @param presence its client is seen by those who ask who is there
 * @param announced its coming and going is told to those who hear it
 * @param hearsJoinLeave its client hears who comes and goes
 * @param delta its client may be sent patches
 */
public record Features(
        boolean recoverable,
        boolean positioned,
        boolean presence,
        boolean announced,
        boolean hearsJoinLeave,
        boolean delta) {}
