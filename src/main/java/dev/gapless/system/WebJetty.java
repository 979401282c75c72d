package dev.gapless.system;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * Has Jetty answer in the API's form, too, when a request does not even get as far as the application, and let all wait
 * who come at once.
 */
@Component
class WebJetty implements WebServerFactoryCustomizer<JettyServletWebServerFactory> {
    /**
     * How many new connections wait to be accepted. Java's 50 are soon full when everybody comes back from an
     * interruption, and whoever finds no place tries again after a second, then after two more, and so on. Linux gives at
     * most {@code net.core.somaxconn}, which is 4096 by itself.
     */
    private static final int ACCEPT_QUEUE = 4096;

    @Override
    public void customize(JettyServletWebServerFactory factory) {
        factory.addServerCustomizers(server -> {
            server.setErrorHandler(new Problems());
            for (ServerConnector connector : server.getBeans(ServerConnector.class)) {
                connector.setAcceptQueueSize(ACCEPT_QUEUE);
            }
        });
    }

    private static final class Problems extends ErrorHandler {
        @Override
        protected boolean generateAcceptableResponse(
                Request request,
                Response response,
                Callback callback,
                String contentType,
                List<Charset> charsets,
                int code,
                @Nullable String message,
                @Nullable Throwable cause) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.write(true, problem(code), callback);
            return true;
        }

        private static ByteBuffer problem(int code) {
            String reason = HttpStatus.getMessage(code);
            String json = "{\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}".formatted(reason, code, reason);
            return ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8));
        }
    }
}
