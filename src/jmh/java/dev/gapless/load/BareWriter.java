package dev.gapless.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A server that does nothing but write: as many bytes as a message has, to as many connections, at the same pace. What
 * that takes is what no server can save. Prints its port, and at the end the CPU of a write in us.
 */
final class BareWriter {
    private static final int WARM_UP_ROUNDS = 10;
    private static final int SEND_BUFFER = 64 * 1024;

    private BareWriter() {}

    // The arguments: how many connections, bytes, rounds, rounds a second, and seconds at most.
    public static void main(String[] arguments) throws IOException {
        int connections = Integer.parseInt(arguments[0]);
        ByteBuffer message = ByteBuffer.allocateDirect(Integer.parseInt(arguments[1]));
        int rounds = Integer.parseInt(arguments[2]);
        double rate = Double.parseDouble(arguments[3]);
        LoadRun.endInTime(Long.parseLong(arguments[4]));
        List<SocketChannel> clients = new ArrayList<>();
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), connections);
            System.out.println(((InetSocketAddress) listener.getLocalAddress()).getPort());
            while (clients.size() < connections) {
                SocketChannel client = listener.accept();
                client.configureBlocking(false);
                client.setOption(StandardSocketOptions.TCP_NODELAY, true);
                client.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER);
                clients.add(client);
            }
        }
        write(clients, message, WARM_UP_ROUNDS, rate);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        write(clients, message, rounds, rate);
        long cpu = threads.getCurrentThreadCpuTime() - before;
        System.out.println(cpu / 1e3 / rounds / connections);
    }

    private static void write(List<SocketChannel> clients, ByteBuffer message, int rounds, double rate)
            throws IOException {
        Pace pace = new Pace(rate);
        for (int i = 0; i < rounds; i++) {
            pace.await(i);
            for (SocketChannel client : clients) {
                if (client.write(message.clear()) < message.capacity()) {
                    throw new IOException("a client does not read");
                }
            }
        }
    }
}
