package dev.gapless.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.hub.Publication;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PatchesTest {
    private static final byte[] SHORT = "patch".getBytes(UTF_8);

    private final AtomicInteger made = new AtomicInteger();

    private static Publication publication(long offset, int length) {
        return new Publication(offset, 0, "x".repeat(length).getBytes(UTF_8));
    }

    private Patches patches(long mostBytes) {
        return new Patches(
                (base, target) -> {
                    made.incrementAndGet();
                    return SHORT;
                },
                mostBytes);
    }

    @Test
    void aPatchIsMadeOnceHoweverManyNeedIt() throws Exception {
        Patches patches = patches(10_000);
        Publication base = publication(1, 100);
        Publication target = publication(2, 100);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(Thread.ofPlatform().start(() -> patches.between(base, target)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(patches.between(base, target)).isSameAs(SHORT);
        assertThat(made).hasValue(1);
        patches.between(target, base);
        assertThat(made).hasValue(2);
    }

    @Test
    void oneThatIsNotShorterIsNone() {
        Publication target = publication(2, SHORT.length);
        assertThat(patches(10_000).between(publication(1, 100), target)).isSameAs(target.data());
    }

    @Test
    void whatWasNotUsedForLongIsForgottenForWantOfRoom() {
        Patches patches = patches(3_000);
        List<Publication> publications = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            publications.add(publication(i, 500));
        }
        patches.between(publications.get(0), publications.get(1));
        patches.between(publications.get(2), publications.get(3));
        patches.between(publications.get(0), publications.get(1));
        patches.between(publications.get(4), publications.get(5));
        assertThat(made).hasValue(3);
        patches.between(publications.get(0), publications.get(1));
        assertThat(made).hasValue(3);
        patches.between(publications.get(2), publications.get(3));
        assertThat(made).hasValue(4);
    }
}
