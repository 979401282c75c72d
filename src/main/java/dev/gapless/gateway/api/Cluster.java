package dev.gapless.gateway.api;

import dev.gapless.eventlog.EventLog;
import dev.gapless.gateway.Attendance;
import dev.gapless.gateway.Gateway;
import dev.gapless.hub.Hub;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.SmartLifecycle;

/**
 * This server among those on the same database. It is there, and the others know of it, before the gateway lets clients
 * in, and until all have gone and the others have been told so.
 */
final class Cluster implements SmartLifecycle {
    private static final Duration PAUSE = Duration.ofMillis(50);
    static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration PATIENCE_AT_STOP = Duration.ofSeconds(1);
    private static final long MOST_WAITING_BYTES = 8 << 20;
    private static final long MOST_BYTES_OF_ANSWERS = 64 << 20;

    private final Attendance attendance;
    private final Orders orders;
    private final Control control;
    private final Outbox outbox;
    private final Survey survey;
    private final Everywhere everywhere;
    private volatile boolean running;

    Cluster(Gateway gateway, Hub hub, EventLog events, InstantSource clock) {
        Here here = new Here(gateway, events.server(), clock);
        attendance = gateway.attendance();
        orders = new Orders(gateway);
        control = new Control(hub, events, this::received);
        outbox = new Outbox(events, control, PAUSE, MOST_WAITING_BYTES);
        survey = new Survey(events, outbox, here::answer, PATIENCE, MOST_BYTES_OF_ANSWERS);
        everywhere = new Everywhere(survey, here);
    }

    Control control() {
        return control;
    }

    Everywhere everywhere() {
        return everywhere;
    }

    private void received(String from, ControlMessage message) {
        switch (message) {
            case ControlMessage.Disconnect disconnect -> orders.disconnect(disconnect.order());
            case ControlMessage.Unsubscribe unsubscribe -> orders.unsubscribe(unsubscribe.order());
            case ControlMessage.Subscribe subscribe -> orders.subscribe(subscribe.order());
            case ControlMessage.Refresh refresh -> orders.refresh(refresh.order());
            case ControlMessage.Joined joined ->
                attendance.joinedElsewhere(joined.channel(), joined.who().toInfo());
            case ControlMessage.Left left ->
                attendance.leftElsewhere(left.channel(), left.who().toInfo());
            case ControlMessage.Ask ask -> survey.asked(from, ask);
            case ControlMessage.Answer answer -> survey.answered(from, answer);
        }
    }

    @Override
    public void start() {
        control.start();
        attendance.meet(new OtherServers(outbox, survey));
        survey.introduce();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        outbox.stop(PATIENCE_AT_STOP);
        survey.stop();
        control.stop();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the gateway starts, and after it has stopped. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 1;
    }

    /** Not to be paused with an idle context: others count on this server's answers. */
    @Override
    public boolean isPauseable() {
        return false;
    }
}
