package dev.gapless.gateway.api;

import dev.gapless.gateway.api.ApiResult.Refused;
import dev.gapless.gateway.channel.Namespaces.Lookup;
import dev.gapless.protocol.Disconnect;
import dev.gapless.protocol.ErrorCode;
import java.time.InstantSource;
import java.util.Base64;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The methods that every server has to carry out with its own connections. */
final class Commanding {
    private final Control control;
    private final Function<String, Lookup> channels;
    private final InstantSource clock;

    /** @param channels looks up a channel by its name */
    Commanding(Control control, Function<String, Lookup> channels, InstantSource clock) {
        this.control = control;
        this.channels = channels;
        this.clock = clock;
    }

    ApiResult disconnect(ApiRequest.Disconnect request) {
        if (disconnectOf(request) == null) {
            return new Refused(ErrorCode.BAD_REQUEST);
        }
        control.order(new ControlMessage.Disconnect(request));
        return ApiResult.done();
    }

    /** What clients are told; null if it cannot be told. */
    static @Nullable Disconnect disconnectOf(ApiRequest.Disconnect request) {
        ApiRequest.Reason reason = request.disconnect();
        try {
            return reason == null ? Disconnect.FORCE_DISCONNECT : new Disconnect(reason.code(), reason.reason());
        } catch (IllegalArgumentException outOfRange) {
            return null;
        }
    }

    ApiResult unsubscribe(ApiRequest.Unsubscribe request) {
        if (!request.channel().isEmpty() && channels.apply(request.channel()) instanceof Lookup.Refused refused) {
            return new Refused(refused.why());
        }
        control.order(new ControlMessage.Unsubscribe(request));
        return ApiResult.done();
    }

    ApiResult subscribe(ApiRequest.Subscribe request) {
        if (channels.apply(request.channel()) instanceof Lookup.Refused refused) {
            return new Refused(refused.why());
        }
        if (request.expireAt() < 0 || !isBase64(request.b64info()) || !isBase64(request.b64data())) {
            return new Refused(ErrorCode.BAD_REQUEST);
        }
        if (request.expireAt() > 0 && request.expireAt() <= clock.instant().getEpochSecond()) {
            return new Refused(ErrorCode.EXPIRED);
        }
        control.order(new ControlMessage.Subscribe(request));
        return ApiResult.done();
    }

    ApiResult refresh(ApiRequest.Refresh request) {
        if (request.expireAt() < 0) {
            return new Refused(ErrorCode.BAD_REQUEST);
        }
        control.order(new ControlMessage.Refresh(request));
        return ApiResult.done();
    }

    private static boolean isBase64(String text) {
        try {
            Base64.getDecoder().decode(text);
            return true;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
