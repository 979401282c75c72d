package dev.gapless.gateway.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.eventlog.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControlTest {
    private final SharedLog log = new SharedLog();
    private final List<Listener> listeners = new ArrayList<>();

    @AfterEach
    void close() {
        listeners.forEach(listener -> listener.control.stop());
        log.close();
    }

    @Test
    void anOrderReachesEveryServerOnceAndIsCarriedOutHereWhenItReturns() {
        Listener one = listen("one");
        Listener two = listen("two");
        for (int i = 0; i < 100; i++) {
            one.control.order(disconnect("user" + i));
            assertThat(one.heard).hasSize(i + 1);
        }
        await().until(() -> two.heard.size() == 100);
        assertThat(two.heard).isEqualTo(one.heard).first().isEqualTo("one: " + disconnect("user0"));
    }

    @Test
    void whatIsToldToOthersIsNotHeardByOneself() {
        Listener one = listen("one");
        Listener two = listen("two");
        Listener three = listen("three");
        one.control.tellOthers(List.of(left("a"), left("b")));
        two.control.order(disconnect("everybody"));
        await().until(() -> three.heard.size() == 3);
        assertThat(three.heard)
                .containsExactly("one: " + left("a"), "one: " + left("b"), "two: " + disconnect("everybody"));
        assertThat(two.heard).isEqualTo(three.heard);
        await().until(() -> !one.heard.isEmpty());
        assertThat(one.heard).containsExactly("two: " + disconnect("everybody"));
    }

    @Test
    void whatIsToldToOneServerIsHeardByThatAlone() {
        Listener one = listen("one");
        Listener two = listen("two");
        Listener three = listen("three");
        one.control.tell("two", List.of(left("a")));
        one.control.order(disconnect("everybody"));
        await().until(() -> two.heard.size() == 2 && !three.heard.isEmpty());
        assertThat(two.heard).first().isEqualTo("one: " + left("a"));
        assertThat(three.heard).containsExactly("one: " + disconnect("everybody"));
        assertThat(one.heard).containsExactly("one: " + disconnect("everybody"));
    }

    @Test
    void whatCannotBeReadIsPassedOver() {
        Listener one = listen("one");
        SharedLog.Server another = log.join("another");
        for (String text : List.of(
                "[]",
                "{\"from\":\"x\"}",
                "{\"from\":\"x\",\"messages\":[{\"of another version\":{}},{},{\"left\":1},{\"left\":{}}]}",
                "{\"from\":\"x\",\"messages\":[{\"left\":{\"channel\":\"channel\",\"new field\":1,\"who\":{\"client\":\"a\",\"user\":\"user\"}}}]}")) {
            another.publish(Event.of(List.of(Control.TOPIC), text.getBytes(UTF_8)));
        }
        one.control.order(disconnect("user"));
        assertThat(one.heard).containsExactly("x: " + left("a"), "one: " + disconnect("user"));
    }

    @Test
    void aServerThatStartsDoesNotHearWhatWasSaidBefore() {
        Listener one = listen("one");
        one.control.order(disconnect("before"));
        Listener two = listen("two");
        one.control.order(disconnect("after"));
        await().until(() -> !two.heard.isEmpty());
        assertThat(two.heard).containsExactly("one: " + disconnect("after"));
    }

    @Test
    void itListensOnWhenTheOrderOfEventsBeginsAnew() {
        Listener one = listen("one");
        log.beginAnew();
        await().until(() -> {
            one.control.order(disconnect("user"));
            return !one.heard.isEmpty();
        });
    }

    private Listener listen(String name) {
        Listener listener = new Listener(log.join(name));
        listeners.add(listener);
        listener.control.start();
        return listener;
    }

    private static ControlMessage disconnect(String user) {
        return new ControlMessage.Disconnect(new ApiRequest.Disconnect(user, "", "", List.of(), null));
    }

    private static ControlMessage left(String client) {
        return new ControlMessage.Left("channel", new ControlMessage.Client("user", client, null, null));
    }

    private static final class Listener {
        final List<String> heard = new CopyOnWriteArrayList<>();
        final Control control;

        Listener(SharedLog.Server server) {
            control = new Control(server.hub, server, (from, message) -> heard.add(from + ": " + message));
        }
    }
}
