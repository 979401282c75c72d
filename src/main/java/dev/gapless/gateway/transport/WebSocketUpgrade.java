package dev.gapless.gateway.transport;

import dev.gapless.gateway.Gateway;
import dev.gapless.protocol.Codec;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.websocket.core.Configuration.ConfigurationCustomizer;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.WebSocketExtensionRegistry;
import org.eclipse.jetty.websocket.core.server.Handshaker;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeFailureException;
import org.springframework.web.socket.server.RequestUpgradeStrategy;

/**
 * Turns a handshake into a {@link WebSocketTransport}, below the servlet API, so that nothing of the request lives as
 * long as the connection. No extension is offered: compression would cost more memory for each connection than all the
 * rest, and more time for each message than sending it.
 */
final class WebSocketUpgrade implements RequestUpgradeStrategy {
    private static final String[] VERSIONS = {"13"};

    private static final String PROTOCOL_IN_QUERY = "cf_protocol";
    private static final String PROTOBUF_IN_QUERY = "protobuf";

    /** The subprotocol of clients that speak Protobuf; there is none for JSON. */
    static final String PROTOBUF = "centrifuge-protobuf";

    private final Gateway gateway;
    private final Handshaker handshaker = Handshaker.newInstance();
    private final ConfigurationCustomizer configuration = new ConfigurationCustomizer();
    private final int sendBufferSize;
    private @Nullable WebSocketComponents components;

    WebSocketUpgrade(Gateway gateway) {
        this.gateway = gateway;
        this.sendBufferSize = (int) gateway.settings().sendBufferSize().toBytes();
        configuration.setIdleTimeout(Duration.ZERO);
        configuration.setMaxFrameSize(gateway.settings().messageSize().toBytes());
    }

    @Override
    public String[] getSupportedVersions() {
        return VERSIONS.clone();
    }

    @Override
    public List<WebSocketExtension> getSupportedExtensions(ServerHttpRequest request) {
        return List.of();
    }

    @Override
    public void upgrade(
            ServerHttpRequest request,
            ServerHttpResponse response,
            @Nullable String selectedProtocol,
            List<WebSocketExtension> selectedExtensions,
            @Nullable Principal user,
            WebSocketHandler handler,
            Map<String, Object> attributes) {
        ServletContextRequest core = ServletContextRequest.getServletContextRequest(
                ((ServletServerHttpRequest) request).getServletRequest());
        String address =
                ((ServletServerHttpRequest) request).getServletRequest().getRemoteAddr();
        Codec codec = isProtobuf(selectedProtocol, core) ? Codecs.PROTOBUF : Codecs.JSON;
        WebSocketNegotiator negotiator = (upgradeRequest, upgradeResponse, callback) -> {
            limitSendBuffer(core);
            if (selectedProtocol != null) {
                upgradeResponse.setAcceptedSubProtocol(selectedProtocol);
            }
            return new WebSocketTransport(gateway, codec, address);
        };
        try (Blocker.Callback done = Blocker.callback()) {
            try {
                if (!handshaker.upgradeRequest(
                        negotiator, core, core.getServletContextResponse(), done, components(core), configuration)) {
                    done.failed(new IOException("not a handshake"));
                }
            } catch (RuntimeException e) {
                done.failed(e);
            }
            done.block();
        } catch (IOException | RuntimeException e) {
            throw new HandshakeFailureException("not upgraded", e);
        }
    }

    /** By subprotocol, as browsers ask for it, or by what stands in the address. */
    private static boolean isProtobuf(@Nullable String subprotocol, Request request) {
        return PROTOBUF.equals(subprotocol)
                || PROTOBUF_IN_QUERY.equals(
                        Request.extractQueryParameters(request).getValue(PROTOCOL_IN_QUERY));
    }

    /** Else the kernel would take in megabytes for a client that does not read. */
    private void limitSendBuffer(ServletContextRequest request) {
        Object transport =
                request.getConnectionMetaData().getConnection().getEndPoint().getTransport();
        if (transport instanceof SocketChannel channel) {
            try {
                channel.setOption(StandardSocketOptions.SO_SNDBUF, sendBufferSize);
            } catch (IOException e) {
                throw new HandshakeFailureException("the client has gone", e);
            }
        }
    }

    private synchronized WebSocketComponents components(ServletContextRequest request) {
        if (components == null) {
            Server server = request.getConnectionMetaData().getConnector().getServer();
            WebSocketExtensionRegistry none = new WebSocketExtensionRegistry();
            Set.copyOf(none.getAvailableExtensionNames()).forEach(none::unregister);
            components =
                    new WebSocketComponents(none, null, server.getByteBufferPool(), null, null, server.getThreadPool());
        }
        return components;
    }
}
