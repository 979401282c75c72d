package dev.gapless.system;

import dev.gapless.account.WeakTokenSecretException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains at the start why a setting is not safe enough to run with. */
final class SecurityFailureAnalyzer extends AbstractFailureAnalyzer<WeakTokenSecretException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, WeakTokenSecretException weak) {
        return new FailureAnalysis(
                weak.getMessage(),
                "Set gapless.token.secret (GAPLESS_TOKEN_SECRET) to a longer secret, for example the output of"
                        + " `openssl rand -base64 48`, or remove the setting: then a secret is made and kept in the"
                        + " database.",
                weak);
    }
}
