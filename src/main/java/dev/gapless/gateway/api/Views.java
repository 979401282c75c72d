package dev.gapless.gateway.api;

import dev.gapless.hub.Publication;
import dev.gapless.protocol.ClientInfo;
import org.jspecify.annotations.Nullable;

/** Publications and clients as the API shows them. */
final class Views {
    private Views() {}

    static ApiResult.Publication of(Publication publication) {
        dev.gapless.hub.ClientInfo info = publication.info();
        return new ApiResult.Publication(
                publication.isJson() ? new RawJson(publication.data()) : base64(publication.data()),
                info == null ? null : of(info.user(), info.client(), info.connInfo(), info.chanInfo()),
                publication.isEphemeral() ? null : publication.offset(),
                publication.tags().isEmpty() ? null : publication.tags());
    }

    static ApiResult.ClientInfo of(ClientInfo who) {
        return of(who.user(), who.client(), who.connInfo(), who.chanInfo());
    }

    private static ApiResult.ClientInfo of(
            String user, String client, byte @Nullable [] connInfo, byte @Nullable [] chanInfo) {
        return new ApiResult.ClientInfo(user, client, json(connInfo), json(chanInfo));
    }

    /** Bytes that are no JSON value are shown as a text in base64, as clients that speak JSON get them. */
    private static @Nullable RawJson json(byte @Nullable [] bytes) {
        if (bytes == null || bytes.length == 0) {
            return null;
        }
        RawJson json = ApiJson.valueOf(bytes);
        return json == null ? base64(bytes) : json;
    }

    private static RawJson base64(byte[] bytes) {
        return new RawJson(ApiJson.write(bytes));
    }
}
