package dev.gapless.gateway.transport;

import dev.gapless.gateway.Gateway;
import java.time.Duration;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections on which the head of a request, a handshake above all, does not get complete. Jetty's own idle
 * timeout begins anew with each byte, so that a byte a minute would hold a connection for ever.
 */
public final class SlowRequests implements Connection.Listener {
    private final Gateway gateway;
    private final Duration patience;

    /** A head may take as long as a client may take to connect; up to twice as long on a connection used before. */
    public SlowRequests(Gateway gateway) {
        this.gateway = gateway;
        this.patience = gateway.settings().connectTimeout();
    }

    /** Watches all connections of a server that is yet to start. */
    public void watch(Server server) {
        for (Connector connector : server.getConnectors()) {
            connector.addEventListener(this);
        }
    }

    @Override
    public void onOpened(Connection connection) {
        // Later versions of HTTP carry many requests at once, and have limits of their own.
        if (connection instanceof ConnectionMetaData http
                && http.getHttpVersion().getVersion() <= HttpVersion.HTTP_1_1.getVersion()) {
            Watched watched = new Watched(connection);
            connection.addEventListener(watched);
            gateway.after(patience, watched);
        }
    }

    /** Looks at a connection from time to time, until it is closed or has become something else than HTTP. */
    private final class Watched implements Connection.Listener, Runnable {
        /** Not held longer than it is open: the next look may be far away. */
        private volatile @Nullable Connection connection;

        private long heads;
        private long bytes;
        private boolean suspected;

        Watched(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void run() {
            Connection watched = connection;
            if (watched == null) {
                return;
            }
            if (isTooSlow(watched)) {
                watched.getEndPoint().close();
            } else {
                gateway.after(patience, this);
            }
        }

        private boolean isTooSlow(Connection watched) {
            long headsNow = watched.getMessagesIn();
            long bytesNow = watched.getBytesIn();
            if (headsNow == 0) {
                return true;
            }
            if (headsNow != heads) {
                suspected = false;
            } else if (bytesNow != bytes && watched.getMessagesOut() >= headsNow) {
                // Something came that is no whole head, nor the body of a request that has still to be answered.
                if (suspected) {
                    return true;
                }
                suspected = true;
            }
            heads = headsNow;
            bytes = bytesNow;
            return false;
        }

        @Override
        public void onClosed(Connection closed) {
            connection = null;
        }
    }
}
