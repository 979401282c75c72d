package dev.gapless.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.gateway.api.Question.Kind;
import dev.gapless.gateway.api.Survey.Heard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SurveyTest {
    private static final Question QUESTION = new Question(Kind.PRESENCE_STATS, "channel");
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final long MOST_HELD = 10_000;

    private final SharedLog log = new SharedLog();
    private final List<Member> members = new ArrayList<>();

    @AfterEach
    void close() {
        log.release();
        members.forEach(Member::stop);
        log.close();
    }

    @Test
    void aServerThatIsAloneAsksNobody() {
        Member alone = join("alone", LONG);
        alone.survey.introduce();
        assertThat(alone.survey.ask(QUESTION).join()).isEqualTo(Heard.NOTHING);
        assertThat(log.written).isEmpty();
    }

    @Test
    void allOthersAnswer() {
        Member one = join("one", LONG);
        join("two", LONG);
        join("three", LONG);
        Heard heard = one.survey.ask(QUESTION).join();
        assertThat(heard.answers())
                .extracting(RawJson::toString)
                .containsExactlyInAnyOrder("{\"two\":\"channel\"}", "{\"three\":\"channel\"}");
        assertThat(heard.missing()).isEmpty();
    }

    @Test
    void aServerThatHasIntroducedItselfIsAskedByAll() {
        Member one = join("one", LONG);
        for (String name : List.of("two", "three", "four")) {
            Member newcomer = join(name, LONG);
            for (Member each : members) {
                assertThat(each.survey.ask(QUESTION).join().answers()).hasSize(members.size() - 1);
            }
            assertThat(newcomer.asked).hasPositiveValue();
        }
        assertThat(one.survey.ask(QUESTION).join().missing()).isEmpty();
    }

    @Test
    void serversThatDoNotAnswerInTimeAreNamed() {
        log.joinSilently("silent");
        Member one = join("one", Duration.ofMillis(300));
        Heard heard = one.survey.ask(QUESTION).join();
        assertThat(heard.answers()).isEmpty();
        assertThat(heard.missing()).containsExactly("silent");
    }

    @Test
    void serversThatDoNotAnswerInFullAreNamed() {
        Member one = join("one", LONG);
        Member two = join("two", LONG);
        two.whole = false;
        Heard heard = one.survey.ask(QUESTION).join();
        assertThat(heard.answers()).hasSize(1);
        assertThat(heard.missing()).containsExactly("two");
    }

    @Test
    void serversWhoseAnswersDoNotFitAreNamedAndTheRoomIsFreeAgainAfterwards() {
        Member one = join("one", LONG);
        join("two", LONG);
        join("three", LONG);
        Question large = new Question(Kind.PRESENCE_STATS, "c".repeat(6_000));
        for (int i = 0; i < 3; i++) {
            Heard heard = one.survey.ask(large).join();
            assertThat(heard.answers()).hasSize(1);
            assertThat(heard.missing()).hasSize(1).isSubsetOf("two", "three");
            assertThat(one.survey.ask(QUESTION).join().missing()).isEmpty();
        }
    }

    @Test
    void aQuestionThatCannotBeWrittenIsNotAnswered() {
        Member one = join("one", Duration.ofMillis(300));
        join("two", LONG);
        log.fail(true);
        assertThat(one.survey.ask(QUESTION).join().missing()).containsExactly("two");
        log.fail(false);
        await().until(() -> one.survey.ask(QUESTION).join().missing().isEmpty());
    }

    @Test
    void thoseWhoAskTheSameBeforeItIsSentShareTheQuestionAndTheAnswers() {
        Member one = join("one", LONG);
        Member two = join("two", LONG);
        log.hold();
        List<CompletableFuture<Heard>> all = new ArrayList<>();
        all.add(one.survey.ask(QUESTION));
        await().until(() -> log.waiting() == 1); // taken from the box, and as good as sent
        for (int i = 0; i < 100; i++) {
            all.add(one.survey.ask(QUESTION));
        }
        CompletableFuture<Heard> other = one.survey.ask(new Question(Kind.PRESENCE_STATS, "other"));
        log.release();
        all.forEach(each -> assertThat(each.join().answers()).hasSize(1));
        assertThat(other.join().answers().getFirst()).hasToString("{\"two\":\"other\"}");
        assertThat(two.asked).hasValue(3);
    }

    @Test
    void anAnswerIsMadeAfterTheQuestionWasAsked() {
        Member one = join("one", LONG);
        Member two = join("two", LONG);
        for (int i = 1; i <= 20; i++) {
            int before = two.asked.get();
            one.survey.ask(QUESTION).join();
            assertThat(two.asked).hasValueGreaterThan(before);
        }
    }

    private Member join(String name, Duration patience) {
        Member member = new Member(log.join(name), patience);
        members.add(member);
        member.control.start();
        member.survey.introduce();
        return member;
    }

    private static final class Member {
        final Control control;
        final Outbox outbox;
        final Survey survey;
        final AtomicInteger asked = new AtomicInteger();
        volatile boolean whole = true;

        Member(SharedLog.Server server, Duration patience) {
            control = new Control(server.hub, server, this::received);
            outbox = new Outbox(server, control, Duration.ofMillis(20), 1 << 20);
            survey = new Survey(server, outbox, question -> answer(server.server(), question), patience, MOST_HELD);
        }

        private Survey.Own answer(String name, Question question) {
            asked.incrementAndGet();
            return new Survey.Own(Map.of(name, question.about()), 10, whole);
        }

        private void received(String from, ControlMessage message) {
            switch (message) {
                case ControlMessage.Ask ask -> survey.asked(from, ask);
                case ControlMessage.Answer answer -> survey.answered(from, answer);
                default -> throw new IllegalStateException(message.toString());
            }
        }

        void stop() {
            survey.stop();
            outbox.stop(Duration.ofSeconds(30));
            control.stop();
        }
    }
}
