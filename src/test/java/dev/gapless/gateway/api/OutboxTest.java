package dev.gapless.gateway.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final SharedLog log = new SharedLog();
    private final SharedLog.Server server = log.join("one");
    private final SharedLog.Server other = log.join("two");
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final Control control = new Control(server.hub, server, (from, message) -> {});
    private final Control listener = new Control(other.hub, other, (from, message) -> heard.add(channel(message)));
    private final Outbox outbox = new Outbox(server, control, PAUSE, 1000);

    @BeforeEach
    void start() {
        control.start();
        listener.start();
        server.heardFrom(other.server());
    }

    @AfterEach
    void close() {
        log.release();
        outbox.stop(PATIENCE);
        control.stop();
        listener.stop();
        log.close();
    }

    @Test
    void messagesThatWaitGoOutTogetherInTheirOrder() {
        log.hold();
        add("0");
        await().until(() -> log.waiting() == 1);
        for (int i = 1; i < 100; i++) {
            assertThat(add(Integer.toString(i))).isTrue();
        }
        log.release();
        await().until(() -> heard.size() == 100);
        for (int i = 0; i < 100; i++) {
            assertThat(heard.get(i)).isEqualTo(Integer.toString(i));
        }
        assertThat(log.written).hasSize(2);
    }

    @Test
    void whatDoesNotFitIsNotTakenIn() {
        log.hold();
        add("first");
        await().until(() -> log.waiting() == 1);
        int taken = 0;
        while (add("more")) {
            taken++;
        }
        assertThat(taken).isEqualTo(100);
        log.release();
        await().until(() -> add("again"));
        await().until(() -> heard.contains("again"));
        assertThat(heard).hasSize(102);
    }

    @Test
    void whatCannotBeWrittenIsDropped() {
        log.fail(true);
        add("lost");
        await().until(() -> {
            log.fail(false);
            add("heard");
            return heard.contains("heard");
        });
    }

    @Test
    void whatWaitsIsSentAtTheEnd() {
        log.hold();
        add("a");
        await().until(() -> log.waiting() == 1);
        add("b");
        Thread.ofVirtual().start(log::release);
        outbox.stop(PATIENCE);
        assertThat(add("c")).isFalse();
        assertThat(log.written).hasSize(2);
        assertThat(new String(log.written.getLast().data(), UTF_8)).contains("\"b\"");
    }

    @Test
    void aServerThatIsAloneTellsNobody() {
        try (SharedLog lonely = new SharedLog()) {
            SharedLog.Server alone = lonely.join("alone");
            Outbox box = new Outbox(alone, new Control(alone.hub, alone, (from, message) -> {}), PAUSE, 1000);
            box.add(10, () -> new ControlMessage.Left("channel", client()));
            box.stop(PATIENCE);
            assertThat(lonely.written).isEmpty();
        }
    }

    private boolean add(String channel) {
        return outbox.add(10, () -> new ControlMessage.Left(channel, client()));
    }

    private static ControlMessage.Client client() {
        return new ControlMessage.Client("user", "client", null, null);
    }

    private static String channel(ControlMessage message) {
        return message instanceof ControlMessage.Left left ? left.channel() : message.toString();
    }
}
