package dev.gapless.protocol;

import java.nio.charset.StandardCharsets;

/** What publications of this messenger look like. */
final class Payloads {
    private Payloads() {}

    /** A message in a room, about 300 bytes; different numbers make similar ones. */
    static byte[] message(int number) {
        return """
                {"type":"message_added","body":{"id":%d,"content":"%s %d","user":{"id":42,"username":"alice"},\
                "room":{"id":7,"version":%d,"bumped_at":"2026-11-20T10:00:%02d.123456Z"},\
                "created_at":"2026-11-20T10:00:%02d.123456Z"}}""".formatted(12_345 + number, "x".repeat(100), number, 1_234 + number, number % 60, number % 60)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** A document of so many similar entries, one of which has changed. */
    static byte[] document(int entries, int changed) {
        StringBuilder document = new StringBuilder("[");
        for (int i = 0; i < entries; i++) {
            document.append(i == 0 ? "" : ",")
                    .append("{\"name\":\"entry ")
                    .append(i)
                    .append("\",\"value\":")
                    .append(i == changed ? 999_999 : i * 7919)
                    .append('}');
        }
        return document.append(']').toString().getBytes(StandardCharsets.UTF_8);
    }
}
