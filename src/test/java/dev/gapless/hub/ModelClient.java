package dev.gapless.hub;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.hub.Recovery.NotAsked;
import dev.gapless.hub.Recovery.Reason;
import dev.gapless.hub.Recovery.Recovered;
import dev.gapless.hub.Recovery.StateLost;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A client of a {@link World}, which keeps its position as a real one does and believes only what the model says. */
final class ModelClient implements Subscriber {
    final String channel;
    final @Nullable Guard guard;
    boolean live;
    boolean waiting;
    boolean interruptionDue;
    boolean revocationDue;
    long saved;
    String savedEpoch = "";

    @Nullable StreamPosition since;

    long askedAt;

    /** What is to be delivered, and whether it comes from topics that do not keep it. */
    final Deque<Publication> due = new ArrayDeque<>();

    boolean ephemeralDue;

    private final World world;

    ModelClient(World world, String channel, @Nullable Guard guard) {
        this.world = world;
        this.channel = channel;
        this.guard = guard;
    }

    private boolean isAhead() {
        StreamPosition asked = since;
        StreamPosition current = world.position;
        return asked != null
                && current != null
                && (asked.epoch().isEmpty() || asked.epoch().equals(current.epoch()))
                && asked.offset() > current.offset();
    }

    @Override
    public void subscribed(StreamPosition at, Recovery recovery) {
        inspect(() -> checkSubscribed(at, recovery));
    }

    private void checkSubscribed(StreamPosition at, Recovery recovery) {
        assertThat(waiting).isTrue();
        assertThat(world.isAllowed(this)).isTrue();
        assertThat(at).isEqualTo(world.position);
        StreamPosition asked = since;
        waiting = false;
        live = true;
        saved = at.offset();
        savedEpoch = at.epoch();
        if (asked == null) {
            assertThat(recovery).isEqualTo(new NotAsked());
        } else if (isAhead()) {
            assertThat(recovery).isEqualTo(new StateLost(Reason.AHEAD));
            assertThat(world.now - askedAt).isGreaterThanOrEqualTo(WaitingRoom.PATIENCE_MILLIS);
        } else {
            World.assertSame(recovery, world.recover(this, asked));
        }
        if (recovery instanceof Recovered recovered && !recovered.missed().isEmpty()) {
            saved = recovered.missed().getLast().offset();
        }
    }

    @Override
    public void published(Publication publication) {
        inspect(() -> checkPublished(publication));
    }

    private void checkPublished(Publication publication) {
        assertThat(live).isTrue();
        assertThat(publication.offset()).isGreaterThan(saved);
        if (publication.isPosition()) {
            assertThat(publication.offset())
                    .isEqualTo(requireNonNull(world.position).offset());
        } else {
            Publication expected = requireNonNull(due.poll());
            assertThat(publication.data()).isSameAs(expected.data());
            assertThat(publication.offset()).isEqualTo(expected.offset());
            assertThat(publication.isEphemeral()).isEqualTo(ephemeralDue);
        }
        if (!publication.isEphemeral()) {
            saved = publication.offset();
        }
    }

    @Override
    public void interrupted() {
        inspect(() -> assertThat(live && interruptionDue).isTrue());
        live = false;
        interruptionDue = false;
    }

    @Override
    public void unavailable() {
        inspect(() -> {
            assertThat(waiting).isTrue();
            assertThat(world.now - askedAt).isGreaterThanOrEqualTo(WaitingRoom.PATIENCE_MILLIS);
        });
        waiting = false;
    }

    @Override
    public void denied() {
        inspect(() -> assertThat(waiting && !world.isAllowed(this)).isTrue());
        waiting = false;
    }

    @Override
    public void revoked() {
        inspect(() -> {
            assertThat(live && revocationDue).isTrue();
            assertThat(due).as("what comes before the end").isEmpty();
        });
        live = false;
        revocationDue = false;
    }

    /** The hub survives a subscriber that fails, so it has to be said elsewhere. */
    private void inspect(Runnable check) {
        try {
            check.run();
        } catch (AssertionError complaint) {
            world.complaints.add(complaint);
        }
    }
}
