package dev.gapless.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.gateway.channel.Channel;
import dev.gapless.gateway.channel.ChannelPolicy;
import dev.gapless.gateway.channel.Namespaces.Lookup;
import dev.gapless.gateway.channel.Wishes;
import dev.gapless.gateway.token.ChannelClaims;
import dev.gapless.gateway.token.Expiry;
import dev.gapless.protocol.ErrorCode;
import dev.gapless.protocol.SubscribeResult;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client can do that has read the reply to its subscribe before the server goes on behind it. */
class SubscriptionTest {
    private GatewayServer server;
    private TestClient client;
    private Session session;

    @SuppressWarnings("NullAway.Init")
    SubscriptionTest() {}

    @BeforeEach
    void start() throws Exception {
        server = GatewayServer.start(
                "namespaces.talk.presence", "true",
                "namespaces.talk.allow-publish-for-subscriber", "true");
        client = TestClient.connected(server, 42);
        session = server.gateway.connections().of("42").getFirst();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    /** Subscribes, and does something as soon as the client is told. */
    private void subscribe(Runnable next) {
        ChannelPolicy policy = server.gateway.policy();
        Channel channel = ((Lookup.Found) policy.find("talk:a")).channel();
        Subscription subscription = new Subscription(
                session.subscriptions(),
                channel,
                policy.features(channel, "42", Wishes.NONE, ChannelClaims.NONE.overrides()),
                null,
                false,
                Expiry.NEVER,
                new Asked(null, false, new byte[0], new Answer() {
                    @Override
                    public void made(SubscribeResult result) {
                        next.run();
                    }

                    @Override
                    public void refused(ErrorCode why) {
                        throw new AssertionError(why);
                    }
                }));
        assertThat(session.subscriptions().begin(subscription, null)).isTrue();
    }

    @Test
    void itMayDoWhatSubscribersMay() throws Exception {
        subscribe(() -> session.received(
                "{\"id\":2,\"publish\":{\"channel\":\"talk:a\",\"data\":1}}".getBytes(UTF_8), () -> {}));
        assertThat(client.nextPublication().path("data")).hasToString("1");
        assertThat(client.next()).hasToString("{\"id\":2,\"publish\":{}}");
    }

    @Test
    void theChannelIsAmongItsChannels() {
        List<String> channels = new CopyOnWriteArrayList<>();
        subscribe(() -> channels.addAll(session.channels()));
        await().untilAsserted(() -> assertThat(channels).containsExactly("talk:a"));
    }

    @Test
    void othersLearnWhatItBecomes() {
        subscribe(() -> session.refresh(Expiry.NEVER, "\"new\"".getBytes(UTF_8)));
        await().untilAsserted(() -> assertThat(
                        server.gateway.attendance().here("talk:a").values())
                .singleElement()
                .satisfies(who -> assertThat(who.connInfo()).asString(UTF_8).isEqualTo("\"new\"")));
    }
}
