package dev.gapless.eventlog;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows an {@link EventLogFailure} as a description and an action. */
final class EventLogFailureAnalyzer extends AbstractFailureAnalyzer<EventLogFailure> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, EventLogFailure cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), rootFailure);
    }
}
