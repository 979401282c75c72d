package dev.gapless.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** A client without manners: it reads when the test says so, and sends any bytes. */
public final class RawClient implements AutoCloseable {
    /** A frame as it stands on the wire; the payload of a close frame begins with its code. */
    public record Received(int opcode, byte[] payload) {
        public String text() {
            return new String(payload, UTF_8);
        }

        public InputStream stream() {
            return new ByteArrayInputStream(payload);
        }

        public int closeCode() {
            return ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
        }
    }

    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    private static final String UPGRADE = """
            GET /connection/websocket%s HTTP/1.1
            Host: localhost:%d
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            %s
            """;

    private final Socket socket = new Socket();
    private final DataInputStream in;

    private RawClient(GatewayServer server) throws IOException {
        // Small, so that a client that does not read is soon felt.
        socket.setReceiveBufferSize(4_096);
        socket.setSoTimeout(20_000);
        socket.connect(new InetSocketAddress("localhost", server.port()));
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /** A client whose WebSocket is open. */
    public static RawClient open(GatewayServer server) throws IOException {
        return open(server, "", "");
    }

    /** A client whose WebSocket was opened with a query and more headers, each with its line break. */
    public static RawClient open(GatewayServer server, String query, String more) throws IOException {
        RawClient client = new RawClient(server);
        client.write(UPGRADE.formatted(query, server.port(), more)
                .replace("\n", "\r\n")
                .getBytes(ISO_8859_1));
        String head = client.readHead();
        if (!head.startsWith("HTTP/1.1 101")) {
            throw new AssertionError(head);
        }
        return client;
    }

    /** A client that has sent a request, and does not read the answer. */
    public static RawClient silent(GatewayServer server, String request) throws IOException {
        RawClient client = new RawClient(server);
        int blank = request.indexOf("\n\n");
        int body = blank < 0 ? request.length() : blank + 2;
        client.write((request.substring(0, body).replace("\n", "\r\n") + request.substring(body)).getBytes(ISO_8859_1));
        return client;
    }

    /** The head of the answer to a proper handshake with more headers, each with its line break. */
    public static String handshake(GatewayServer server, String more) throws IOException {
        return answer(server, UPGRADE.formatted("", server.port(), more));
    }

    /** The head of the answer to a request. */
    public static String answer(GatewayServer server, String request) throws IOException {
        try (RawClient client = new RawClient(server)) {
            client.write(request.replace("\n", "\r\n").getBytes(ISO_8859_1));
            return client.readHead();
        }
    }

    public void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Sends bytes; false if the server does not take them any more. */
    public boolean stillTakes(byte[] bytes) {
        try {
            write(bytes);
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    public void text(String text) throws IOException {
        frame(0x80 | TEXT, text.getBytes(UTF_8), true);
    }

    /** Sends a frame with this first byte. The mask is zero, so that the payload stands as it is. */
    public void frame(int first, byte[] payload, boolean masked) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int mask = masked ? 0x80 : 0;
        out.write(first);
        if (payload.length < 126) {
            out.write(mask | payload.length);
        } else {
            out.write(mask | 126);
            out.write(payload.length >> 8);
            out.write(payload.length);
        }
        out.writeBytes(new byte[masked ? 4 : 0]);
        out.writeBytes(payload);
        write(out.toByteArray());
    }

    public Received read() throws IOException {
        int first = in.readUnsignedByte();
        long length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        byte[] payload = new byte[Math.toIntExact(length)];
        in.readFully(payload);
        return new Received(first & 0xf, payload);
    }

    /** Reads a text message, of however many frames. */
    public String readMessage() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        boolean last = false;
        while (!last) {
            in.mark(1);
            int first = in.read();
            in.reset();
            last = (first & 0x80) != 0;
            message.writeBytes(read().payload());
        }
        return message.toString(UTF_8);
    }

    /** Reads until what has been read ends so. */
    public void readUntil(String end) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.length() < end.length()
                || !read.substring(read.length() - end.length()).equals(end)) {
            read.append((char) in.readUnsignedByte());
        }
    }

    /** Reads all that is left. */
    public String readAll() throws IOException {
        return new String(in.readAllBytes(), UTF_8);
    }

    /** Reads all that is left until the server closes; how many bytes, or -1 if it does so without manners, too. */
    public long drain() {
        try {
            return in.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (SocketTimeoutException e) {
            throw new AssertionError("still open", e);
        } catch (IOException reset) {
            return -1;
        }
    }

    /** Connects and subscribes; the replies are read. */
    public void enter(GatewayServer server, long user) throws IOException {
        text("{\"id\":1,\"connect\":{\"token\":\"" + server.token(user) + "\"}}");
        read();
        text("{\"id\":2,\"subscribe\":{\"channel\":\"personal:" + user + "\"}}");
        read();
    }

    private String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
