package dev.gapless.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The frames in {@code src/test/resources/protocol}, which every implementation of the protocol has to agree on. */
final class GoldenFrames {
    /**
     * One frame in its two forms, of which one may be missing.
     *
     * @param direction {@code client} or {@code server}: who sends it
     * @param protobuf in base 64
     * @param meaning for people
     */
    record Golden(
            String name,
            String direction,
            @Nullable String frame,
            @Nullable String protobuf,
            String meaning) {
        String json() {
            return Objects.requireNonNull(frame, name);
        }

        byte[] binary() {
            return Base64.getDecoder().decode(Objects.requireNonNull(protobuf, name));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private GoldenFrames() {}

    static Stream<Golden> json(String file) {
        return read(file).stream().filter(golden -> golden.frame() != null);
    }

    static Stream<Golden> protobuf(String file) {
        return read(file).stream().filter(golden -> golden.protobuf() != null);
    }

    private static List<Golden> read(String file) {
        try (InputStream in = GoldenFrames.class.getResourceAsStream("/protocol/" + file)) {
            return List.of(new JsonMapper().readValue(Objects.requireNonNull(in, file), Golden[].class));
        } catch (IOException e) {
            throw new IllegalStateException(file, e);
        }
    }
}
