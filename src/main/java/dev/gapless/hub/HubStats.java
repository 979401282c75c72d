package dev.gapless.hub;

/**
 * The size of a hub, as counted a moment ago.
 *
 * @param topics topics with a log, a floor of their own or a listener
 * @param publications entries in the logs of all topics together; one that stands in two topics counts twice
 * @param bytes what these entries and their topics take, about
 * @param channels channels whose topics are known or being asked for
 * @param subscribers live subscriptions
 * @param waiting subscriptions not answered yet
 * @param queued commands that the hub has not got to yet
 */
public record HubStats(
        long topics, long publications, long bytes, long channels, long subscribers, long waiting, long queued) {}
