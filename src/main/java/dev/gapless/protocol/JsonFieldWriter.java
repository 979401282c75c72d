package dev.gapless.protocol;

/** Writes objects of JSON field by field, each with the comma that it needs. Fields with zero values are left out. */
final class JsonFieldWriter {
    private final FrameBuffer out;

    JsonFieldWriter(FrameBuffer out) {
        this.out = out;
    }

    void begin(String field) {
        name(field).raw('{');
    }

    void end() {
        out.raw('}');
    }

    void text(String field, String value) {
        if (!value.isEmpty()) {
            name(field);
            JsonText.string(value, out);
        }
    }

    void number(String field, long value) {
        if (value != 0) {
            name(field).number(value);
        }
    }

    void flag(String field, boolean value) {
        if (value) {
            name(field).raw("true");
        }
    }

    FrameBuffer name(String field) {
        comma();
        JsonText.string(field, out);
        return out.raw(':');
    }

    void comma() {
        byte last = out.last();
        if (last != '{' && last != '[') {
            out.raw(',');
        }
    }

    void data(byte[] data) {
        if (data.length > 0) {
            name("data");
            JsonText.value(data, out);
        }
    }
}
