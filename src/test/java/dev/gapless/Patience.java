package dev.gapless;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Lets every wait for a condition take long on a busy machine. It costs nothing where the condition comes true. */
public final class Patience implements BeforeAllCallback {
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(LONG_ENOUGH);
    }
}
