package dev.gapless.system;

import dev.gapless.account.DemoAccounts;
import dev.gapless.account.DemoAccounts.Offered;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Says, once the server is ready, where it is and how to get in. */
@Component
class WebGreeting {
    private static final Logger log = LoggerFactory.getLogger(WebGreeting.class);

    private final DemoAccounts demo;
    private final Environment environment;

    WebGreeting(DemoAccounts demo, Environment environment) {
        this.demo = demo;
        this.environment = environment;
    }

    @EventListener(ApplicationReadyEvent.class)
    void greet() {
        log.info("{}", text(url(environment), demo.offered(), reach(environment)));
    }

    static String text(String url, List<Offered> offered, String reach) {
        if (offered.isEmpty()) {
            return "Gapless is ready at " + url;
        }
        String names = offered.stream().map(Offered::username).collect(Collectors.joining(", "));
        return """


                    Gapless is ready.  Open  %s
                    Log in as          %s
                    with the password  %s
                    %s
                """.formatted(url, names, offered.getFirst().password(), reach);
    }

    private static String reach(Environment environment) {
        return environment.getProperty("server.address", "").isBlank()
                ? "Only this machine can reach it (server.address)."
                : "Everybody knows this password, and who can reach %s can use it."
                        .formatted(environment.getProperty("server.address"));
    }

    private static String url(Environment environment) {
        String scheme = environment.containsProperty("server.ssl.key-store")
                        || environment.containsProperty("server.ssl.certificate")
                        || environment.containsProperty("server.ssl.bundle")
                ? "https"
                : "http";
        return "%s://%s:%s"
                .formatted(
                        scheme,
                        environment.getProperty("server.address", "localhost"),
                        environment.getProperty("local.server.port", "?"));
    }
}
