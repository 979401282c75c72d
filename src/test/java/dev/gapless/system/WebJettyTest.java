package dev.gapless.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;

class WebJettyTest {
    private static final int MANY = 100;
    private static final int PATIENCE_MILLIS = 10_000;

    /** The kernel answers for a server that does not come to it, as long as there is room. */
    @Test
    void allWhoComeAtOnceFindAPlace() throws Exception {
        JettyServletWebServerFactory factory = new JettyServletWebServerFactory(0);
        factory.setAddress(InetAddress.getLoopbackAddress());
        new WebJetty().customize(factory);
        JettyWebServer server = (JettyWebServer) factory.getWebServer();
        List<Socket> crowd = new ArrayList<>();
        try {
            server.start();
            ((ServerConnector) server.getServer().getConnectors()[0]).setAccepting(false);
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort());
            for (int i = 0; i < MANY; i++) {
                Socket socket = new Socket();
                crowd.add(socket);
                socket.connect(address, PATIENCE_MILLIS);
            }
            assertThat(crowd).allMatch(Socket::isConnected);
        } finally {
            for (Socket socket : crowd) {
                socket.close();
            }
            server.stop();
            server.destroy();
        }
    }
}
