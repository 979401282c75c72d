package dev.gapless.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LongRepliesTest {
    private static final long MOST = 10;

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final LongReplies replies = new LongReplies(MOST, tasks::add);
    private final List<Integer> asked = new ArrayList<>();
    private int turns;

    private final class Client implements Runnable {
        private final int number;
        private final long size;

        Client(int number, long size) {
            this.number = number;
            this.size = size;
        }

        @Override
        public void run() {
            turns++;
            if (replies.mayBegin(this)) {
                asked.add(number);
                if (size > 0) {
                    replies.begun(size);
                }
            }
        }
    }

    private void work() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Test
    void whoStandsInLineIsCalledInTurnAsLongAsThereIsRoom() {
        replies.begun(MOST);
        for (int i = 0; i < 6; i++) {
            new Client(i, i % 2 == 0 ? 0 : MOST).run();
        }
        assertThat(replies.waiting()).isEqualTo(6);
        for (int i = 1; i < 6; i += 2) {
            replies.ended(MOST);
            work();
            assertThat(asked).as("who has nothing to write passes on").endsWith(i - 1, i);
        }
        assertThat(asked).hasSize(6);
        assertThat(turns).as("nobody is called in vain").isEqualTo(12);
    }

    @Test
    void whoFailsPassesOnToo() {
        replies.begun(MOST);
        assertThat(replies.mayBegin(() -> {
                    throw new IllegalStateException("a client that cannot be written to");
                }))
                .isFalse();
        new Client(1, 0).run();
        replies.ended(MOST);
        while (!tasks.isEmpty()) {
            try {
                work();
            } catch (IllegalStateException e) {
                // as on a writer
            }
        }
        assertThat(asked).containsExactly(1);
    }
}
