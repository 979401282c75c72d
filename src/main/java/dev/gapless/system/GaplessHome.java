package dev.gapless.system;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the server keeps its files.
 *
 * @param home a directory, made when needed
 */
@ConfigurationProperties("gapless")
record GaplessHome(@DefaultValue(".gapless") Path home) {}
