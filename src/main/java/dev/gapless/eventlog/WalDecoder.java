package dev.gapless.eventlog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes whole transactions out of what PostgreSQL streams: the messages of its streaming replication protocol, and
 * within them those of the output plugin pgoutput (protocol version 1, where a transaction comes in one piece after its
 * commit). Pure; one per connection.
 */
final class WalDecoder {
    /** The prefix of our events in the WAL. */
    static final String EVENT = "gapless";
    /** The prefix of the marks by which a tail knows that it has caught up. */
    static final String MARK = "gapless.mark";

    private static final long POSTGRES_EPOCH_MICROS = 946_684_800_000_000L; // 2000-01-01

    sealed interface Entry {}

    /**
     * A committed transaction; its messages are those of ours, if any.
     *
     * @param lsn where its commit record begins: its place in the order of all commits
     * @param end where its commit record ends: the next commit begins here or later
     * @param timeMillis when it was committed, by the database's clock
     * @param xid the lower 32 bits of its transaction id
     */
    record Transaction(long lsn, long end, long timeMillis, int xid, List<Message> messages) implements Entry {}

    /**
     * Everything that was committed before {@code end} has been sent.
     *
     * @param replyWanted whether the server asks whether we are alive
     */
    record KeepAlive(long end, boolean replyWanted) implements Entry {}

    record Message(String prefix, byte[] content) {}

    private boolean inTransaction;
    private int xid;
    private List<Message> messages = List.of();

    /** Whether a transaction has begun to arrive, and its commit has not. */
    boolean inTransaction() {
        return inTransaction;
    }

    /** What the message completes, if anything. */
    @Nullable Entry decode(ByteBuffer message) {
        byte type = message.get();
        return switch (type) {
            case 'w' -> {
                message.position(message.position() + 3 * Long.BYTES); // start, end of WAL, clock
                yield decodeOutput(message);
            }
            case 'k' -> {
                long end = message.getLong();
                message.getLong(); // clock
                yield new KeepAlive(end, message.get() != 0);
            }
            default -> throw new IllegalStateException("unexpected replication message " + (char) type);
        };
    }

    private @Nullable Entry decodeOutput(ByteBuffer output) {
        return switch (output.get()) {
            case 'B' -> {
                output.getLong(); // where the commit record begins
                output.getLong(); // clock
                xid = output.getInt();
                messages = new ArrayList<>(1);
                inTransaction = true;
                yield null;
            }
            case 'M' -> {
                addMessage(output);
                yield null;
            }
            case 'C' -> {
                output.get(); // flags
                long lsn = output.getLong();
                long end = output.getLong();
                long timeMillis = Math.floorDiv(output.getLong() + POSTGRES_EPOCH_MICROS, 1000);
                inTransaction = false;
                yield new Transaction(lsn, end, timeMillis, xid, List.copyOf(messages));
            }
            default -> null; // changes of tables, which the publication does not ask for
        };
    }

    private void addMessage(ByteBuffer output) {
        boolean transactional = (output.get() & 1) != 0;
        if (!transactional || !inTransaction) {
            return;
        }
        output.getLong(); // its own place
        String prefix = readString(output);
        if (prefix.equals(EVENT) || prefix.equals(MARK)) {
            byte[] content = new byte[output.getInt()];
            output.get(content);
            messages.add(new Message(prefix, content));
        }
    }

    private static String readString(ByteBuffer in) {
        int start = in.position();
        int end = start;
        while (in.get(end) != 0) {
            end++;
        }
        byte[] bytes = new byte[end - start];
        in.get(bytes);
        in.get();
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
