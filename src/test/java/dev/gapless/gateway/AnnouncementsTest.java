package dev.gapless.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.gateway.Announcements.Announcement;
import dev.gapless.protocol.ClientInfo;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class AnnouncementsTest {
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final CountDownLatch heard = new CountDownLatch(1);
    private final Announcements announcements =
            new Announcements(this::tell, Thread::startVirtualThread, new Timers(() -> 0));

    /** Takes its time. */
    private void tell(Announcement announcement) {
        try {
            heard.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        told.add((announcement.joined() ? "joined " : "left ")
                + announcement.who().client());
    }

    private static Announcement of(String client, boolean joined) {
        return new Announcement("a", new ClientInfo("42", client, null, null), joined);
    }

    @Test
    void whoSettlesWaitsForTheWriterThatIsAtItAndTellsTheRest() throws Exception {
        announcements.add(of("1", true));
        announcements.add(of("2", true));
        announcements.add(of("1", false));
        Thread settling = Thread.ofPlatform().start(announcements::settle);
        await().until(() -> settling.getState() == Thread.State.TIMED_WAITING);
        heard.countDown();
        settling.join();
        assertThat(told).containsExactly("joined 1", "joined 2", "left 1");
    }
}
