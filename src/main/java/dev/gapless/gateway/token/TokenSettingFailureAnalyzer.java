package dev.gapless.gateway.token;

import java.util.Locale;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows a {@link TokenSettingException} as a description and an action. */
final class TokenSettingFailureAnalyzer extends AbstractFailureAnalyzer<TokenSettingException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, TokenSettingException cause) {
        String variable = cause.property().replace('.', '_').replace("-", "").toUpperCase(Locale.ROOT);
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()),
                "Correct " + cause.property() + " (" + variable + "), or remove the setting.",
                rootFailure);
    }
}
