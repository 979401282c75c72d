package dev.gapless.hub;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A subscriber that writes down what it hears, in words; what nobody keeps in brackets. */
class Recorder implements Subscriber {
    final List<String> heard = new ArrayList<>();

    /** What it heard since the last time. */
    List<String> take() {
        List<String> taken = List.copyOf(heard);
        heard.clear();
        return taken;
    }

    @Override
    public void subscribed(StreamPosition position, Recovery recovery) {
        heard.add("at " + position.offset() + " " + told(recovery));
    }

    private static String told(Recovery recovery) {
        if (recovery instanceof Recovery.Recovered recovered) {
            return "recovered "
                    + recovered.missed().stream().map(Publication::offset).toList();
        }
        return recovery instanceof Recovery.StateLost lost ? "lost " + lost.reason() : "fresh";
    }

    @Override
    public void published(Publication publication) {
        String data = new String(publication.data(), StandardCharsets.UTF_8);
        String offset = publication.isEphemeral() ? "(" + publication.offset() + ")" : "" + publication.offset();
        heard.add(data.isEmpty() ? offset : offset + " " + data);
    }

    @Override
    public void interrupted() {
        heard.add("interrupted");
    }

    @Override
    public void unavailable() {
        heard.add("unavailable");
    }

    @Override
    public void denied() {
        heard.add("denied");
    }

    @Override
    public void revoked() {
        heard.add("revoked");
    }
}
