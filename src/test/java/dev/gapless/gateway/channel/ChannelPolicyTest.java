package dev.gapless.gateway.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.gateway.token.ChannelClaims.Overrides;
import dev.gapless.hub.Guard;
import dev.gapless.protocol.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sections 4 (103, and what a subscription comes with), 5 and 7 (108 before 103) of the protocol. */
class ChannelPolicyTest {
    private static final Access GRANTED = new Access.Granted(null);
    private static final Access DENIED = new Access.Refused(ErrorCode.PERMISSION_DENIED);
    private static final Access NOT_AVAILABLE = new Access.Refused(ErrorCode.NOT_AVAILABLE);

    private final ChannelPolicy policy = new ChannelPolicy(ChannelFixture.namespaces(), false);
    private final ChannelPolicy insecure = new ChannelPolicy(ChannelFixture.namespaces(), true);

    private static Channel channel(String name, String... options) {
        String[] properties = new String[options.length];
        for (int i = 0; i < options.length; i += 2) {
            properties[i] = "namespaces.chat." + options[i];
            properties[i + 1] = options[i + 1];
        }
        if (options.length == 0) {
            properties = new String[] {"namespaces.chat.delta", "false"};
        }
        return ChannelFixture.channel(ChannelFixture.namespaces(properties), name);
    }

    @Test
    void whatIsNotAllowedIsDenied() {
        Channel channel = channel("chat:a", "presence", "true", "history-size", "10", "history-ttl", "10s");
        assertThat(policy.subscribe(channel, "42", false)).isEqualTo(DENIED);
        assertThat(policy.publish(channel, "42", true)).isEqualTo(DENIED);
        assertThat(policy.presence(channel, "42", true)).isEqualTo(DENIED);
        assertThat(policy.history(channel, "42", true)).isEqualTo(DENIED);
    }

    @Test
    void whatAChannelDoesNotHaveIsNotAvailableWhoeverAsks() {
        assertThat(policy.presence(channel("chat:a"), "42", true)).isEqualTo(NOT_AVAILABLE);
        assertThat(policy.history(channel("chat:a"), "42", true)).isEqualTo(NOT_AVAILABLE);
        assertThat(insecure.history(channel("chat:a"), "42", true)).isEqualTo(NOT_AVAILABLE);
    }

    @Test
    void aTokenGrantsASubscription() {
        assertThat(policy.subscribe(channel("chat:a"), "42", true)).isEqualTo(GRANTED);
        assertThat(policy.subscribe(channel("$chat:a"), "", true)).isEqualTo(GRANTED);
    }

    @Test
    void aPrivateChannelNeedsATokenWhateverIsAllowed() {
        Channel channel = channel("$chat:a", "allow-subscribe-for-client", "true");
        assertThat(policy.subscribe(channel, "42", false)).isEqualTo(DENIED);
        assertThat(insecure.subscribe(channel, "42", false)).isEqualTo(DENIED);
    }

    @Test
    void clientsMaySubscribeIfAllowedAndAnonymousOnesIfAllowedToo() {
        Channel clients = channel("chat:a", "allow-subscribe-for-client", "true");
        assertThat(policy.subscribe(clients, "42", false)).isEqualTo(GRANTED);
        assertThat(policy.subscribe(clients, "", false)).isEqualTo(DENIED);
        Channel everybody =
                channel("chat:a", "allow-subscribe-for-client", "true", "allow-subscribe-for-anonymous", "true");
        assertThat(policy.subscribe(everybody, "", false)).isEqualTo(GRANTED);
        Channel anonymous = channel("chat:a", "allow-subscribe-for-anonymous", "true");
        assertThat(policy.subscribe(anonymous, "", false)).isEqualTo(DENIED);
    }

    @ParameterizedTest
    @CsvSource({
        "chat:a#42, 42, true",
        "chat:a#42, 43, false",
        "chat:a#42, '', false",
        "chat:#, '', false",
        "'chat:a#42,43', 43, true",
        "'chat:a#42,43', '42,43', false",
        "chat:a#4#42, 42, true",
        "chat:a#4#42, 4, false",
        "chat:a#42, 4, false"
    })
    void aUserLimitedChannelIsForThoseWhomItLists(String name, String user, boolean granted) {
        Channel channel = channel(
                name,
                "allow-user-limited-channels",
                "true",
                "allow-subscribe-for-client",
                "true",
                "allow-subscribe-for-anonymous",
                "true");
        assertThat(policy.subscribe(channel, user, false)).isEqualTo(granted ? GRANTED : DENIED);
    }

    @Test
    void withoutThatOptionTheSignIsALetterLikeOthers() {
        assertThat(policy.subscribe(channel("chat:a#42", "allow-subscribe-for-client", "true"), "43", false))
                .isEqualTo(GRANTED);
    }

    @Test
    void whereThereAreUserLimitedChannelsTheOthersAreAsEver() {
        assertThat(policy.subscribe(
                        channel("chat:a", "allow-user-limited-channels", "true", "allow-subscribe-for-client", "true"),
                        "43",
                        false))
                .isEqualTo(GRANTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"publish", "presence", "history"})
    void rightsOfSubscribersClientsAndAnonymousOnes(String right) {
        Channel subscribers = allowing(right, "subscriber");
        assertThat(ask(right, subscribers, "42", true)).isEqualTo(GRANTED);
        assertThat(ask(right, subscribers, "42", false)).isEqualTo(DENIED);
        assertThat(ask(right, subscribers, "", true)).isEqualTo(DENIED);

        Channel clients = allowing(right, "client");
        assertThat(ask(right, clients, "42", false)).isEqualTo(GRANTED);
        assertThat(ask(right, clients, "", false)).isEqualTo(DENIED);

        Channel everybody = allowing(right, "client", "anonymous");
        assertThat(ask(right, everybody, "", false)).isEqualTo(GRANTED);

        Channel anonymousSubscribers = allowing(right, "subscriber", "anonymous");
        assertThat(ask(right, anonymousSubscribers, "", true)).isEqualTo(GRANTED);
        assertThat(ask(right, anonymousSubscribers, "", false)).isEqualTo(DENIED);

        assertThat(ask(right, allowing(right, "anonymous"), "", true)).isEqualTo(DENIED);
    }

    private static Channel allowing(String right, String... whom) {
        String[] options = new String[6 + 2 * whom.length];
        options[0] = "presence";
        options[1] = "true";
        options[2] = "history-size";
        options[3] = "10";
        options[4] = "history-ttl";
        options[5] = "10s";
        for (int i = 0; i < whom.length; i++) {
            options[6 + 2 * i] = "allow-" + right + "-for-" + whom[i];
            options[7 + 2 * i] = "true";
        }
        return channel("chat:a", options);
    }

    private Access ask(String right, Channel channel, String user, boolean subscribed) {
        return switch (right) {
            case "publish" -> policy.publish(channel, user, subscribed);
            case "presence" -> policy.presence(channel, user, subscribed);
            default -> policy.history(channel, user, subscribed);
        };
    }

    @Test
    void insecureModeAllowsEverythingThatAChannelOffers() {
        Channel channel = channel("chat:a", "presence", "true", "history-size", "10", "history-ttl", "10s");
        assertThat(insecure.subscribe(channel, "", false)).isEqualTo(GRANTED);
        assertThat(insecure.publish(channel, "", false)).isEqualTo(GRANTED);
        assertThat(insecure.presence(channel, "", false)).isEqualTo(GRANTED);
        assertThat(insecure.history(channel, "", false)).isEqualTo(GRANTED);
        assertThat(insecure.subscribe(channel("room:7"), "", false)).isEqualTo(GRANTED);
    }

    @Test
    void aPersonalChannelIsItsOwnersWhateverATokenSays() {
        Channel channel = channel("personal:42");
        assertThat(policy.subscribe(channel, "42", false)).isEqualTo(GRANTED);
        assertThat(policy.subscribe(channel, "43", true)).isEqualTo(DENIED);
        assertThat(policy.subscribe(channel("personal:"), "", true)).isEqualTo(DENIED);
        assertThat(policy.publish(channel, "42", true)).isEqualTo(DENIED);
        assertThat(policy.history(channel, "42", true)).isEqualTo(DENIED);
    }

    @Test
    void aRoomIsItsMembersAsLongAsTheyAre() {
        Channel channel = channel("room:7");
        Access members = new Access.Granted(new Guard("personal:42", "room:7"));
        assertThat(policy.subscribe(channel, "42", false)).isEqualTo(members);
        assertThat(policy.subscribe(channel, "42", true)).isEqualTo(members);
        assertThat(policy.subscribe(channel, "", true)).isEqualTo(DENIED);
        assertThat(policy.publish(channel, "42", true)).isEqualTo(GRANTED);
        assertThat(policy.publish(channel, "42", false)).isEqualTo(DENIED);
        assertThat(policy.presence(channel, "42", true)).isEqualTo(GRANTED);
        assertThat(policy.presence(channel, "42", false)).isEqualTo(DENIED);
    }

    private static final Wishes ALL = new Wishes(true, true, true, true);

    private Features features(Channel channel, Wishes wishes, Overrides overrides) {
        return policy.features(channel, "42", wishes, overrides);
    }

    @Test
    void aSubscriptionComesWithWhatTheNamespaceForces() {
        Channel channel = channel("chat:a", "history-size", "10", "history-ttl", "10s", "force-recovery", "true");
        Features features = features(channel, Wishes.NONE, Overrides.NOTHING);
        assertThat(features.recoverable()).isTrue();
        assertThat(features.positioned()).as("being recoverable implies it").isTrue();
        Channel positioned = channel("chat:a", "history-size", "10", "history-ttl", "10s", "force-positioning", "true");
        assertThat(features(positioned, Wishes.NONE, Overrides.NOTHING).positioned())
                .isTrue();
        assertThat(features(positioned, Wishes.NONE, Overrides.NOTHING).recoverable())
                .isFalse();
    }

    @Test
    void wishesAreGrantedToWhomTheNamespaceAllowsThem() {
        Channel bare = channel("chat:a", "history-size", "10", "history-ttl", "10s", "presence", "true");
        assertThat(features(bare, ALL, Overrides.NOTHING))
                .isEqualTo(new Features(false, false, true, false, false, false));
        Channel allowing = channel(
                "chat:a",
                "history-size",
                "10",
                "history-ttl",
                "10s",
                "allow-recovery",
                "true",
                "join-leave",
                "true",
                "allow-presence-for-subscriber",
                "true",
                "delta",
                "true");
        assertThat(features(allowing, ALL, Overrides.NOTHING))
                .isEqualTo(new Features(true, true, false, true, true, true));
        assertThat(features(allowing, Wishes.NONE, Overrides.NOTHING))
                .isEqualTo(new Features(false, false, false, true, false, false));
    }

    @Test
    void whoMayReadTheHistoryMayRecover() {
        Channel channel =
                channel("chat:a", "history-size", "10", "history-ttl", "10s", "allow-history-for-subscriber", "true");
        assertThat(features(channel, ALL, Overrides.NOTHING).recoverable()).isTrue();
        assertThat(policy.features(channel, "", ALL, Overrides.NOTHING).recoverable())
                .isFalse();
    }

    @Test
    void whatIsNotKeptCannotBeRecovered() {
        Channel channel = channel("chat:a", "allow-recovery", "true", "allow-positioning", "true");
        Overrides forced = new Overrides(null, null, true, true, null);
        assertThat(features(channel, ALL, forced)).isEqualTo(new Features(false, false, false, false, false, false));
    }

    @Test
    void aTokenOverridesTheNamespace() {
        Channel channel = channel(
                "chat:a", "history-size", "10", "history-ttl", "10s", "force-recovery", "true", "presence", "true");
        assertThat(features(channel, Wishes.NONE, new Overrides(false, true, false, false, true)))
                .isEqualTo(new Features(false, false, false, true, true, false));
        assertThat(features(channel, Wishes.NONE, new Overrides(null, null, false, true, null)))
                .isEqualTo(new Features(false, true, true, false, false, false));
    }
}
