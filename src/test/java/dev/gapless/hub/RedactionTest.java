package dev.gapless.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedactionTest extends CoreFixture {
    private static final Pattern PASSAGE = Pattern.compile("(\\w)=(\\w+)");

    @BeforeEach
    void begin() {
        begin(100);
    }

    /** A publication in which each {@code k=text} is a passage with the key k, from the text's first letter on. */
    private Publication marked(long offset, String text) {
        List<Passage> passages = PASSAGE.matcher(text)
                .results()
                .map(found -> new Passage(found.group(1), found.start(2), found.end(2)))
                .toList();
        return new Publication(
                offset, now, text.getBytes(StandardCharsets.US_ASCII), true, INFO, Map.of("tag", "x"), passages);
    }

    private static final ClientInfo INFO = new ClientInfo("42", "c", null, null);

    private void publishMarked(long offset, String text, String... topics) {
        publish(marked(offset, text), List.of(topics));
    }

    /** Redacts, each {@code k=text} with the key k, and publishes nothing. */
    private void redact(long offset, String... replacements) {
        publish(new Publish(nothing(offset), List.of(), Terms.NONE, redactions(replacements)));
    }

    private Publication nothing(long offset) {
        return new Publication(offset, now, new byte[0]);
    }

    private void publish(Publish publish) {
        core.publish(publish, null);
    }

    private static Changes redactions(String... replacements) {
        List<Redaction> redactions = new ArrayList<>();
        for (String replacement : replacements) {
            MatchResult found = PASSAGE.matcher(replacement).results().findAny().orElseThrow();
            redactions.add(new Redaction(found.group(1), found.group(2).getBytes(StandardCharsets.US_ASCII)));
        }
        return Changes.NONE.redacting(redactions);
    }

    private List<Publication> held(String channel) {
        List<Publication> held = new ArrayList<>();
        core.history(channel, null, -1, false, answer -> held.addAll(((History.Page) answer).publications()));
        load(Map.of());
        return held;
    }

    private List<String> texts(String channel) {
        return held(channel).stream().map(RedactionTest::text).toList();
    }

    private static String text(Publication publication) {
        return publication.offset() + " " + new String(publication.data(), StandardCharsets.US_ASCII);
    }

    @Test
    void whatIsHeldIsReadAsRedactedFromThereOn() {
        publishMarked(101, "{a=old}", "t");
        publishMarked(102, "{b=other}", "t");
        assertThat(texts("t")).containsExactly("101 {a=old}", "102 {b=other}");
        redact(103, "a=redacted");
        assertThat(texts("t")).containsExactly("101 {a=redacted}", "102 {b=other}");
    }

    @Test
    void whoRecoversGetsNothingOfWhatWasThere() {
        publishMarked(101, "{a=old}", "t");
        redact(102, "a=new");
        List<String> recovered = new ArrayList<>();
        Recorder recorder = new Recorder() {
            @Override
            public void subscribed(StreamPosition position, Recovery recovery) {
                ((Recovery.Recovered) recovery).missed().forEach(missed -> recovered.add(text(missed)));
            }
        };
        core.subscribe("t", recorder, new StreamPosition(100, EPOCH), null);
        load(Map.of());
        assertThat(recovered).containsExactly("101 {a=new}");
    }

    @Test
    void whoWaitsGetsWhatIsHeldWhenTheAnswerIsThere() {
        publishMarked(101, "{a=old}", "t");
        List<Publication> answered = new ArrayList<>();
        core.history("t", null, -1, false, answer -> answered.addAll(((History.Page) answer).publications()));
        redact(102, "a=new");
        load(Map.of());
        assertThat(answered).extracting(RedactionTest::text).containsExactly("101 {a=new}");
    }

    @Test
    void allPassagesOfTheKeyAreReplacedAndTheOthersStayWhereTheirTextIs() {
        publishMarked(101, "{a=1,b=22,a=333,c=4444}", "t");
        redact(102, "a=longer");
        assertThat(texts("t")).containsExactly("101 {a=longer,b=22,a=longer,c=4444}");
        redact(103, "c=z", "b=yyy", "a=x");
        assertThat(texts("t")).containsExactly("101 {a=x,b=yyy,a=x,c=z}");
    }

    @Test
    void theLastRedactionOfAKeyInOneEventCounts() {
        publishMarked(101, "{a=old}", "t");
        redact(102, "a=first", "a=last");
        assertThat(texts("t")).containsExactly("101 {a=last}");
    }

    @Test
    void nothingElseOfThePublicationChanges() {
        publishMarked(101, "{a=old}", "t");
        Publication before = held("t").getFirst();
        pass(1_000);
        redact(102, "a=new");
        Publication after = held("t").getFirst();
        assertThat(after).isNotSameAs(before);
        assertThat(new String(before.data(), StandardCharsets.US_ASCII)).isEqualTo("{a=old}");
        assertThat(after).usingRecursiveComparison().ignoringFields("data").isEqualTo(before);
    }

    @Test
    void allTopicsHoldTheSameRedactedOneAlsoWhenOneOfThemHasDroppedIt() {
        publishMarked(101, "{a=old}", "t", "u", "small");
        publish(102, "small");
        redact(103, "a=new");
        assertThat(texts("t")).containsExactly("101 {a=new}");
        assertThat(texts("u")).containsExactly("101 {a=new}");
        assertThat(texts("small")).containsExactly("102 ");
        assertThat(held("t").getFirst()).isSameAs(held("u").getFirst());
    }

    @Test
    void theRedactingPublicationIsAsItIsAndRedactedByTheNext() {
        publishMarked(101, "{a=old}", "t");
        publish(new Publish(marked(102, "{a=new,before=x}"), List.of("t"), Terms.NONE, redactions("a=new")));
        assertThat(texts("t")).containsExactly("101 {a=new}", "102 {a=new,before=x}");
        publish(new Publish(marked(103, "{a=itself}"), List.of("t"), Terms.NONE, redactions("a=gone")));
        assertThat(texts("t")).containsExactly("101 {a=gone}", "102 {a=gone,before=x}", "103 {a=itself}");
    }

    @Test
    void aRedactionTakesEffectThoughItsPublicationIsNotTakenIn() {
        Terms once = new Terms(false, "key", null);
        publish(new Publish(marked(101, "{a=old}"), List.of("t"), once, Changes.NONE));
        List<Outcome> outcomes = place(new Publish(marked(102, "{a=again}"), List.of("t"), once, redactions("a=new")));
        assertThat(outcomes).containsExactly(new Outcome.Duplicate(101));
        assertThat(texts("t")).containsExactly("101 {a=new}");
    }

    @Test
    void aRedactionAtAKnownPlaceIsKnown() {
        publishMarked(101, "{a=old}", "t");
        publish(102, "t");
        redact(102, "a=again");
        assertThat(texts("t")).containsExactly("101 {a=old}", "102 ");
    }

    @Test
    void whoListensHearsNothingOfARedaction() {
        Recorder listener = subscribe("t", new StreamPosition(100, EPOCH));
        publishMarked(101, "{a=old}", "t");
        redact(102, "a=new");
        publish(103, "t");
        assertThat(listener.take()).containsExactly("at 100 recovered []", "101 {a=old}", "103");
    }

    @Test
    void floorsStayWhereTheyAre() {
        publishMarked(101, "{a=old}", "t");
        redact(102, "a=new");
        assertThat(subscribe("t", 100).take()).containsExactly("at 102 recovered [101]");
    }

    @Test
    void bytesAreCountedAsIfItHadAlwaysBeenSo() {
        publishMarked(101, "{a=old,b=1}", "t", "u");
        redact(102, "a=muchlonger", "b=2");
        CoreFixture other = new CoreFixture();
        other.begin(100);
        other.publish(marked(101, "{a=muchlonger,b=2}"), List.of("t", "u"));
        assertThat(core.stats(0).bytes()).isEqualTo(other.core.stats(0).bytes());
        pass(TTL);
        assertThat(core.stats(0).bytes()).isZero();
    }

    @Test
    void whatGrowsBeyondTheBytesThatMayBeHeldIsDroppedTheOldestFirst() {
        publish(101, "v");
        publishMarked(102, "{a=1}", "t");
        publishMarked(103, "{a=1}", "u");
        redact(104, "a=" + "x".repeat((int) MAX_BYTES / 2));
        assertThat(texts("v")).isEmpty();
        assertThat(texts("t")).isEmpty();
        assertThat(held("u")).hasSize(1);
        assertThat(core.stats(0).bytes()).isLessThanOrEqualTo(MAX_BYTES);
        assertThat(core.marked()).isEqualTo(1);
        assertThat(subscribe("t", 101).take()).containsExactly("at 104 lost TOO_OLD");
    }

    @Test
    void whatNoLogHoldsCannotBeFound() {
        publishMarked(101, "{a=1,a=2,b=3}", "t", "u");
        assertThat(core.marked()).isEqualTo(4);
        publishMarked(102, "{a=1}", "fleeting");
        assertThat(core.marked()).isEqualTo(4);
        remove(103, "u");
        assertThat(core.marked()).isEqualTo(2);
        publish(104, "t");
        publish(105, "t");
        publish(106, "t");
        assertThat(core.marked()).isZero();
        redact(107, "a=x", "b=x");

        publishMarked(108, "{a=1}", "short");
        publishMarked(109, "{b=1}", "t");
        pass(SHORT_TTL);
        assertThat(core.marked()).isEqualTo(1);
        publishLarge(110, (int) MAX_BYTES - Entry.OVERHEAD, "u");
        assertThat(core.marked()).isZero();

        publishMarked(111, "{a=1}", "t");
        begin(200);
        assertThat(core.marked()).isZero();
        publishMarked(201, "{a=new}", "t");
        redact(202, "a=x");
        assertThat(texts("t")).containsExactly("201 {a=x}");
    }

    @Test
    void aKeyStaysFindableUntilTheLastThatHasItIsDropped() {
        publishMarked(101, "{a=1}", "small");
        publishMarked(102, "{a=2}", "t");
        publish(103, "small");
        redact(104, "a=x");
        assertThat(texts("t")).containsExactly("102 {a=x}");
        assertThat(Objects.requireNonNull(core.position()).offset()).isEqualTo(104);
    }
}
