package dev.gapless.system;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the embedded database.
 *
 * @param port where it listens; 0 for any free port
 */
@ConfigurationProperties("gapless.embedded")
record EmbeddedDatabaseProperties(@DefaultValue("0") int port) {}
