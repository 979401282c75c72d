package dev.gapless.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/**
 * The sockets of very many clients on one thread, made to cost little: what they cost is missing to the server on the
 * same machine. At most so many connections are being made at the same time.
 */
final class Clients implements AutoCloseable {
    private static final int BUFFER_SIZE = 1 << 20;

    private final InetSocketAddress server;
    private final Tally tally;
    private final int window;
    private final Selector selector;
    private final Thread thread;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_SIZE);
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    private final ArrayDeque<Client> waiting = new ArrayDeque<>();
    private int joining;
    private boolean stopping;

    /** @param window how many connections are being made at the same time, at most */
    Clients(InetSocketAddress server, Tally tally, int window) throws IOException {
        this.server = server;
        this.tally = tally;
        this.window = window;
        this.selector = Selector.open();
        this.thread = Thread.ofPlatform().name("clients").daemon().start(this::work);
    }

    /** Something to send for a client that has just been told something. */
    interface Sender {
        void send(byte[] bytes) throws IOException;
    }

    /** What belongs to a key of the selector. */
    private static final class Line {
        final Client client;

        /** What has come of something that is not complete. */
        byte[] rest = {};

        Line(Client client) {
            this.client = client;
        }
    }

    /** Begins to connect all of them; the {@link Tally} tells when they are live. */
    void connect(List<Client> clients) {
        run(() -> waiting.addAll(clients));
    }

    /** Resets all connections, as a power failure would. Returns when that is done. */
    void cutAll() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        run(() -> {
            cutNow();
            done.countDown();
        });
        done.await();
    }

    private void cutNow() {
        for (SelectionKey key : selector.keys()) {
            ((Line) key.attachment()).client.closed();
            cut((SocketChannel) key.channel());
        }
        waiting.clear();
        joining = 0;
    }

    private void run(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    private void work() {
        try {
            while (!stopping) {
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                while (joining < window && !waiting.isEmpty()) {
                    open(waiting.removeFirst());
                }
                if (!stopping) {
                    selector.select(this::serve);
                }
            }
        } catch (IOException | RuntimeException e) {
            tally.broken("The clients failed: " + e);
        }
    }

    private void open(Client client) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT, new Line(client));
        joining++;
        if (channel.connect(server)) {
            opened(key, channel, client);
        }
    }

    private void serve(SelectionKey key) {
        SocketChannel channel = (SocketChannel) key.channel();
        Line line = (Line) key.attachment();
        boolean joined = line.client.isLive();
        try {
            if (key.isConnectable()) {
                channel.finishConnect();
                opened(key, channel, line.client);
            } else if (!read(channel, line)) {
                lost(channel, line.client, "ended");
            }
        } catch (IOException e) {
            lost(channel, line.client, e.toString());
        }
        if (!joined && line.client.isLive()) {
            joining--;
        }
    }

    private void opened(SelectionKey key, SocketChannel channel, Client client) throws IOException {
        key.interestOps(SelectionKey.OP_READ);
        send(channel, client.opened(server.getPort()));
    }

    /** False at the end. */
    private boolean read(SocketChannel channel, Line line) throws IOException {
        buffer.clear().put(line.rest);
        int count = channel.read(buffer);
        if (count < 0) {
            return false;
        }
        tally.read(count);
        int taken = line.client.received(buffer.array(), 0, buffer.position(), bytes -> send(channel, bytes));
        line.rest = Arrays.copyOfRange(buffer.array(), taken, buffer.position());
        return true;
    }

    private void lost(SocketChannel channel, Client client, String how) {
        if (client.closed()) {
            tally.broken("The connection of " + client + " was lost: " + how);
        }
        cut(channel);
    }

    /** What a client says is short and seldom, so there is always room for it. */
    private static void send(SocketChannel channel, byte[] bytes) throws IOException {
        if (channel.write(ByteBuffer.wrap(bytes)) < bytes.length) {
            throw new IOException("the server does not read");
        }
    }

    private static void cut(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        run(() -> {
            cutNow();
            stopping = true;
        });
        try {
            thread.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        selector.close();
    }
}
