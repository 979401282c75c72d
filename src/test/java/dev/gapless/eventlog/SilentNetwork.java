package dev.gapless.eventlog;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** A way to a server that can stop carrying anything, while no end of it hears that the connection is over. */
final class SilentNetwork implements AutoCloseable {
    private record Line(Socket one, Socket other, AtomicBoolean silent) {}

    private final URI server;
    private final ServerSocket accepting = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Line> lines = new CopyOnWriteArrayList<>();

    /** @param url the server's JDBC address */
    SilentNetwork(String url) throws IOException {
        server = URI.create(url.substring("jdbc:".length()));
        begin(this::accept);
    }

    /** The server's JDBC address by this way. */
    String url() {
        return "jdbc:postgresql://127.0.0.1:" + accepting.getLocalPort() + server.getPath();
    }

    /** From now on the connections that there are carry nothing more. Later ones do. */
    void fallSilent() {
        lines.forEach(line -> line.silent.set(true));
    }

    private interface Work {
        void run() throws IOException;
    }

    /** Works until a connection it is about has ended. */
    private static void begin(Work work) {
        Thread.startVirtualThread(() -> {
            try {
                work.run();
            } catch (IOException ended) {
                // The other end of the line hears of it, or is not meant to.
            }
        });
    }

    private void accept() throws IOException {
        while (true) {
            Socket one = accepting.accept();
            Line line = new Line(one, new Socket(server.getHost(), server.getPort()), new AtomicBoolean());
            lines.add(line);
            begin(() -> carry(line, line.one, line.other));
            begin(() -> carry(line, line.other, line.one));
        }
    }

    private static void carry(Line line, Socket from, Socket to) throws IOException {
        byte[] bytes = new byte[8192];
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
            if (!line.silent.get()) {
                out.write(bytes, 0, count);
            }
        }
        if (!line.silent.get()) {
            to.close();
        }
    }

    @Override
    public void close() throws IOException {
        accepting.close();
        for (Line line : lines) {
            line.one.close();
            line.other.close();
        }
    }
}
