package dev.gapless.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** The clients of a {@link BareWriter}: they read, and do nothing with it. */
final class BareWrites {
    private static final int BUFFER_SIZE = 1 << 20;

    private BareWrites() {}

    /**
     * Lets a bare writer run under the same conditions as the server had.
     *
     * @param bytes of a message as it is delivered
     * @return the CPU of one write, in us
     */
    static double microsPerWrite(LoadOptions options, long bytes) throws IOException {
        Process writer = new ProcessBuilder(
                        ServerProcess.java(),
                        "-XX:+UseSerialGC",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        BareWriter.class.getName(),
                        Integer.toString(options.connections()),
                        Long.toString(bytes),
                        Integer.toString(options.messages()),
                        Double.toString(options.rate()),
                        Long.toString(options.longestSeconds()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = writer.inputReader();
                Selector selector = Selector.open()) {
            int port = Integer.parseInt(said.readLine());
            for (int i = 0; i < options.connections(); i++) {
                SocketChannel channel =
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ);
            }
            readAll(selector);
            return Double.parseDouble(said.readLine());
        } finally {
            writer.destroy();
        }
    }

    private static void readAll(Selector selector) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_SIZE);
        while (selector.keys().stream().anyMatch(SelectionKey::isValid)) {
            selector.select(key -> read((SocketChannel) key.channel(), buffer));
        }
    }

    private static void read(SocketChannel channel, ByteBuffer buffer) {
        try {
            if (channel.read(buffer.clear()) < 0) {
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
