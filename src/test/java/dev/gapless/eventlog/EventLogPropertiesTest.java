package dev.gapless.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.hub.HubSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

@ExtendWith(OutputCaptureExtension.class)
class EventLogPropertiesTest {

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(EventLogProperties.class)
    static class Application {}

    @Test
    void theDefaultsAreTheWindowThatIsPromised() {
        try (ConfigurableApplicationContext context = start()) {
            EventLogProperties properties = context.getBean(EventLogProperties.class);
            HubSettings settings = properties.hub().settings(Retentions.defaults(properties));
            assertThat(settings.historySize()).isEqualTo(300);
            assertThat(settings.historyTtl()).isEqualTo(Duration.ofMinutes(10));
            assertThat(settings.recoveryBytes())
                    .as("as many messages of the largest size in plain letters")
                    .isGreaterThan(300 * 10_300);
            assertThat(settings.maxBytes())
                    .isBetween(1L << 20, 256L << 20)
                    .isLessThanOrEqualTo(Runtime.getRuntime().maxMemory() / 4);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "history-size=0, gapless.hub.history-size must be at least 1",
        "history-ttl=0s, gapless.hub.history-ttl must be at least 1ms",
        "history-ttl=-1s, gapless.hub.history-ttl must be at least 1ms",
        "recovery-bytes=0, gapless.hub.recovery-bytes must be positive",
        "max-bytes=-1MB, gapless.hub.max-bytes must be positive",
        "max-bytes=much, gapless.hub.max-bytes",
        "engine=redis, gapless.hub.engine"
    })
    void aValueThatCannotBeIsNamedAndShownWithoutStackTrace(String setting, String said, CapturedOutput output) {
        assertThatThrownBy(() -> start("--gapless.hub." + setting).close()).isInstanceOf(RuntimeException.class);
        assertThat(output.getOut())
                .contains("APPLICATION FAILED TO START", said)
                .doesNotContain("\tat ");
    }

    private static ConfigurableApplicationContext start(String... arguments) {
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties("spring.main.banner-mode=off")
                .run(arguments);
    }
}
