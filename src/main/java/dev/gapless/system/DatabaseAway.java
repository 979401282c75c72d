package dev.gapless.system;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells "the database is away" from what a statement itself did wrong. In the middle of a transaction, and above all at
 * its commit, the layers in between dress up a broken connection in many ways; what they have in common is the cause.
 */
final class DatabaseAway {
    /** Classes of SQLSTATE: connection exception, insufficient resources, system error. */
    private static final Set<String> CLASSES = Set.of("08", "53", "58");

    /** Operator intervention without the cancelled query: shut down, crashed, cannot connect now. */
    private static final String SHUTDOWN = "57P";

    private static final int LONGEST_CHAIN = 20;

    private DatabaseAway() {}

    /** Whether a failure comes from a connection that broke or could not be had. */
    static boolean causes(@Nullable Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < LONGEST_CHAIN; i++, cause = cause.getCause()) {
            if (cause instanceof SQLException sql && isAway(sql)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAway(SQLException failure) {
        String state = failure.getSQLState();
        if (state == null) {
            return true; // the pool's own: the server always gives one
        }
        return failure instanceof SQLTransientException
                || failure instanceof SQLRecoverableException
                || failure instanceof SQLNonTransientConnectionException
                || state.startsWith(SHUTDOWN)
                || (state.length() > 1 && CLASSES.contains(state.substring(0, 2)));
    }
}
