package dev.gapless.gateway.token;

import dev.gapless.gateway.token.ChannelClaims.Overrides;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Understands what a token says whose signature has been believed, and whether it says that for now and to us. */
final class ClaimsReader {
    private final TokenSettings settings;
    private final InstantSource clock;

    ClaimsReader(TokenSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    Check<ConnectionClaims> connection(byte[] payload) {
        try {
            Claims claims = Claims.parse(payload);
            if (!claims.text("channel").isEmpty() || !isForUs(claims)) {
                return new Check.Invalid<>();
            }
            ConnectionClaims connection = new ConnectionClaims(
                    claims.text("sub"),
                    claims.text("sid"),
                    claims.millis("iat", 0),
                    expiry(claims),
                    claims.payload("b64info", "info"),
                    channels(claims));
            return isNow(claims) ? new Check.Valid<>(connection) : new Check.Expired<>();
        } catch (IllegalArgumentException e) {
            return new Check.Invalid<>();
        }
    }

    Check<SubscriptionClaims> subscription(byte[] payload) {
        try {
            Claims claims = Claims.parse(payload);
            if (claims.text("channel").isEmpty() || !isForUs(claims)) {
                return new Check.Invalid<>();
            }
            SubscriptionClaims subscription = new SubscriptionClaims(
                    claims.text("sub"), claims.text("channel"), claims.text("client"), expiry(claims), channel(claims));
            return isNow(claims) ? new Check.Valid<>(subscription) : new Check.Expired<>();
        } catch (IllegalArgumentException e) {
            return new Check.Invalid<>();
        }
    }

    private boolean isForUs(Claims claims) {
        return (settings.audience().isEmpty() || claims.texts("aud").contains(settings.audience()))
                && (settings.issuer().isEmpty() || claims.text("iss").equals(settings.issuer()));
    }

    private boolean isNow(Claims claims) {
        long now = clock.millis();
        return claims.millis("exp", Long.MAX_VALUE) > now && claims.millis("nbf", 0) <= now;
    }

    private long expiry(Claims claims) {
        if (claims.has("expire_at")) {
            long expires = claims.millis("expire_at", 0);
            return expires == 0 ? Expiry.NEVER : Expiry.capped(expires, clock.millis());
        }
        return claims.has("exp") ? Expiry.capped(claims.millis("exp", 0), clock.millis()) : Expiry.NEVER;
    }

    private static Map<String, ChannelClaims> channels(Claims claims) {
        Map<String, ChannelClaims> channels = new LinkedHashMap<>();
        claims.parts("subs").forEach((name, part) -> channels.put(name, channel(part)));
        if (channels.isEmpty()) {
            claims.texts("channels").forEach(name -> channels.put(name, ChannelClaims.NONE));
        }
        if (channels.containsKey("")) {
            throw new IllegalArgumentException("a channel without a name");
        }
        return channels.isEmpty() ? Map.of() : channels;
    }

    private static ChannelClaims channel(Claims claims) {
        return new ChannelClaims(
                claims.payload("b64info", "info"),
                claims.payload("b64data", "data"),
                overrides(claims.part("override")));
    }

    private static Overrides overrides(@Nullable Claims claims) {
        if (claims == null) {
            return Overrides.NOTHING;
        }
        return new Overrides(
                claims.flag("presence"),
                claims.flag("join_leave"),
                claims.flag("force_recovery"),
                claims.flag("force_positioning"),
                claims.flag("force_push_join_leave"));
    }
}
