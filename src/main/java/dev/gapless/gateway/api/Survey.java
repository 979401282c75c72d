package dev.gapless.gateway.api;

import dev.gapless.eventlog.EventLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks all other servers a question, and gathers what they answer within a short time. A server that is alone asks nobody.
 *
 * <p>Those who ask the same while the question still waits to be sent share it, and its answers: so everyone gets answers
 * that were made after they had asked, and however many ask the same, it is written a few times a second. The answer of a
 * server has at most {@link #LARGEST_ANSWER} bytes, about; what does not fit is left out, and the server is named among
 * the missing. So is a server whose answer does not fit into what all answers together may take, while others are still
 * awaited.
 */
final class Survey {
    static final int LARGEST_ANSWER = 1 << 20;

    private static final Logger log = LoggerFactory.getLogger(Survey.class);
    private static final int MOST_ASKED_AT_ONCE = 1024;
    private static final int THREADS = 2;
    private static final int MOST_TO_ANSWER = 4096;
    private static final int WEIGHT_OF_QUESTION = 128;

    /**
     * What other servers have answered.
     *
     * @param missing servers that have not answered in time, or not in full
     */
    record Heard(List<RawJson> answers, List<String> missing) {
        static final Heard NOTHING = new Heard(List.of(), List.of());
    }

    /**
     * What this server answers.
     *
     * @param weight what it takes, about, in bytes
     * @param whole whether it says all that there was to say
     */
    record Own(Object answer, int weight, boolean whole) {}

    /** A question whose answers are awaited. */
    private static final class Pending {
        final String id = UUID.randomUUID().toString();
        final CompletableFuture<Heard> heard = new CompletableFuture<>();
        private final Set<String> silent;
        private final List<RawJson> answers = new ArrayList<>();
        private final List<String> incomplete = new ArrayList<>();

        Pending(Set<String> others) {
            silent = new HashSet<>(others);
        }

        /**
         * @param fits whether there is room for the answer
         * @return whether it is kept
         */
        boolean answered(String server, ControlMessage.Answer answer, boolean fits) {
            boolean last;
            synchronized (this) {
                if (!silent.remove(server)) {
                    return false;
                }
                if (fits) {
                    answers.add(answer.answer());
                }
                if (!answer.whole() || !fits) {
                    incomplete.add(server);
                }
                last = silent.isEmpty();
            }
            if (last) {
                complete();
            }
            return fits;
        }

        void complete() {
            Heard result;
            synchronized (this) {
                List<String> missing = new ArrayList<>(silent);
                missing.addAll(incomplete);
                silent.clear(); // who answers now is too late
                missing.sort(null);
                result = new Heard(List.copyOf(answers), List.copyOf(missing));
            }
            heard.complete(result);
        }
    }

    private final EventLog events;
    private final Outbox outbox;
    private final Function<Question, Own> self;
    private final Duration patience;
    private final Map<String, Pending> pending = new ConcurrentHashMap<>();
    private final Map<Question, Pending> unsent = new HashMap<>();
    private final ThreadPoolExecutor answering;

    /** The bytes of all answers to questions that are not done yet. */
    private final AtomicLong held = new AtomicLong();

    private final long mostHeld;

    /**
     * @param self how this server answers what others ask
     * @param patience how long it waits for answers
     * @param mostHeld the most bytes that all answers take, as long as others are awaited
     */
    Survey(EventLog events, Outbox outbox, Function<Question, Own> self, Duration patience, long mostHeld) {
        this.events = events;
        this.outbox = outbox;
        this.self = self;
        this.patience = patience;
        this.mostHeld = mostHeld;
        this.answering = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                patience.toMillis(),
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(MOST_TO_ANSWER),
                Thread.ofPlatform().name("gateway-survey-", 1).daemon().factory());
        answering.allowCoreThreadTimeOut(true);
    }

    /**
     * Asks all others how they are, so that each has heard of this server by the time that it answers; waits for that. A
     * server that starts does this before it lets clients in, who are then missed by nobody.
     */
    void introduce() {
        Heard heard = ask(new Question(Question.Kind.INFO, "")).join();
        if (!heard.missing().isEmpty()) {
            log.warn("Servers that have not answered, and may not know of this one yet: {}", heard.missing());
        }
    }

    /** Answers no more. */
    void stop() {
        answering.shutdownNow();
    }

    /**
     * Asks the other servers. May wait for the database, but not for the answers.
     *
     * @return completed without fail, after the time of patience at the latest
     */
    CompletableFuture<Heard> ask(Question question) {
        Set<String> others;
        try {
            others = new HashSet<>(events.servers());
        } catch (RuntimeException e) {
            log.warn("Which other servers there are could not be found out: {}", e.getMessage());
            return CompletableFuture.completedFuture(Heard.NOTHING);
        }
        others.remove(events.server());
        return others.isEmpty() ? CompletableFuture.completedFuture(Heard.NOTHING) : ask(question, others);
    }

    private CompletableFuture<Heard> ask(Question question, Set<String> others) {
        Pending asked;
        synchronized (unsent) {
            Pending shared = unsent.get(question);
            if (shared != null) {
                return shared.heard;
            }
            asked = new Pending(others);
            unsent.put(question, asked);
        }
        pending.put(asked.id, asked);
        var unused = asked.heard.whenComplete((heard, failure) -> forget(question, asked, heard));
        boolean accepted = pending.size() <= MOST_ASKED_AT_ONCE
                && outbox.add(WEIGHT_OF_QUESTION + question.about().length(), () -> sending(question, asked));
        if (accepted) {
            CompletableFuture.delayedExecutor(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(asked::complete);
        } else {
            asked.complete();
        }
        return asked.heard;
    }

    /** From here on others may already be answering, so whoever asks the same has to ask anew. */
    private ControlMessage sending(Question question, Pending asked) {
        synchronized (unsent) {
            unsent.remove(question, asked);
        }
        return new ControlMessage.Ask(asked.id, question);
    }

    private void forget(Question question, Pending asked, Heard heard) {
        pending.remove(asked.id);
        heard.answers().forEach(answer -> held.addAndGet(-answer.bytes().length));
        synchronized (unsent) {
            unsent.remove(question, asked);
        }
    }

    /** Another server has answered. */
    void answered(String server, ControlMessage.Answer answer) {
        Pending asked = pending.get(answer.id());
        if (asked == null) {
            return;
        }
        int size = answer.answer().bytes().length;
        boolean fits = held.addAndGet(size) <= mostHeld;
        if (!asked.answered(server, answer, fits)) {
            held.addAndGet(-size);
        }
    }

    /** Another server asks. Does not wait; who asks too much at once is not answered. */
    void asked(String server, ControlMessage.Ask ask) {
        try {
            answering.execute(() -> answer(server, ask));
        } catch (RejectedExecutionException full) {
            log.warn("Server {} is not answered: too much is asked at once", server);
        }
    }

    private void answer(String server, ControlMessage.Ask ask) {
        try {
            Own own = self.apply(ask.question());
            outbox.add(
                    server,
                    own.weight(),
                    () -> new ControlMessage.Answer(ask.id(), new RawJson(ApiJson.write(own.answer())), own.whole()));
        } catch (RuntimeException e) {
            log.error("A question of server {} could not be answered", server, e);
        }
    }
}
