package dev.gapless;

import java.time.InstantSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The messenger: one process that serves the REST API, the real-time gateway and the web app. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class GaplessApplication {
    public static void main(String[] args) {
        SpringApplication.run(GaplessApplication.class, args);
    }

    /** The time, for all who ask for it; tests may give them another. */
    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }
}
