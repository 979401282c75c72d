package dev.gapless.system;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.env.Environment;

/** Explains at the start why the database cannot be had, in the words of the settings that name it. */
final class DatabaseFailureAnalyzer implements FailureAnalyzer {
    private final Environment environment;

    DatabaseFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DatabaseFailure own) {
                return new FailureAnalysis(String.valueOf(own.getMessage()), own.action(), failure);
            }
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                FailureAnalysis analysis = analyze(sql, sql.getSQLState(), failure);
                if (analysis != null) {
                    return analysis;
                }
            }
        }
        return null;
    }

    private @Nullable FailureAnalysis analyze(SQLException sql, String state, Throwable failure) {
        String said = String.valueOf(sql.getMessage()).replaceFirst("\\.?$", ".");
        String at = environment
                .getProperty("spring.datasource.url", "the embedded database")
                .replaceFirst("\\?.*", ""); // parameters may hold a password
        if (state.startsWith("08")) {
            return new FailureAnalysis(
                    "PostgreSQL cannot be reached at " + at + ": " + said,
                    "Start PostgreSQL there, or correct spring.datasource.url (SPRING_DATASOURCE_URL)."
                            + " Without that setting Gapless starts a PostgreSQL of its own.",
                    failure);
        }
        return switch (state) {
            case "28P01", "28000" ->
                new FailureAnalysis(
                        "PostgreSQL does not let us in at " + at + ": " + said,
                        "Correct spring.datasource.username and spring.datasource.password"
                                + " (SPRING_DATASOURCE_USERNAME, SPRING_DATASOURCE_PASSWORD), or the server's pg_hba.conf.",
                        failure);
            case "3D000" ->
                new FailureAnalysis(
                        "There is no database " + at + ": " + said,
                        "Create the database, or correct its name at the end of spring.datasource.url.",
                        failure);
            case "53300" ->
                new FailureAnalysis(
                        "PostgreSQL has no connection left for us at " + at + ": " + said,
                        "Raise max_connections, or lower spring.datasource.hikari.maximum-pool-size.",
                        failure);
            default -> null;
        };
    }
}
