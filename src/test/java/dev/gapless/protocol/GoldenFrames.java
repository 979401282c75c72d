package dev.gapless.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/** The frames in {@code src/test/resources/protocol}, which every implementation of the protocol has to agree on. */
final class GoldenFrames {
    /**
     * @param direction {@code client} or {@code server}: who sends it
     * @param meaning for people
     */
    record Golden(String name, String direction, String frame, String meaning) {
        @Override
        public String toString() {
            return name;
        }
    }

    private GoldenFrames() {}

    static List<Golden> read(String file) throws IOException {
        try (InputStream in = GoldenFrames.class.getResourceAsStream("/protocol/" + file)) {
            return List.of(new JsonMapper().readValue(Objects.requireNonNull(in, file), Golden[].class));
        }
    }
}
