package dev.gapless.gateway;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import dev.gapless.account.UserPrincipal;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes and checks the tokens with which clients connect: JWTs signed with HMAC SHA-256, and with nothing else. A token
 * names its user ({@code sub}) and the login that it was made for ({@code sid}), and has to expire. Times are written
 * with their fraction, so that a login's end can be told from what was made just before it.
 */
final class Tokens {
    /** What a token says about itself. */
    sealed interface Check {
        record Valid(Claims claims) implements Check {}

        /** Signed by us, but its time has passed or not yet come. */
        record Expired() implements Check {}

        /** Not ours, or not for this use. */
        record Invalid() implements Check {}
    }

    /**
     * @param login names the login; empty if the token was made without one
     * @param channel empty in a connection token
     * @param issued when the token was made, and {@code expires} when it ends, in ms since 1970
     */
    record Claims(long user, String login, String channel, long issued, long expires) {}

    private static final long LONGEST_LIFE = Duration.ofDays(365).toMillis();

    private final JWSSigner signer;
    private final JWSVerifier verifier;
    private final Duration ttl;
    private final InstantSource clock;

    /** @param key at least 32 bytes */
    Tokens(byte[] key, Duration ttl, InstantSource clock) {
        try {
            signer = new MACSigner(key);
            verifier = new MACVerifier(key);
        } catch (JOSEException e) {
            throw new IllegalArgumentException("not a key for HMAC SHA-256", e);
        }
        this.ttl = ttl;
        this.clock = clock;
    }

    Duration ttl() {
        return ttl;
    }

    /** A token to connect with. */
    String forConnection(UserPrincipal user) {
        return sign(claims(user));
    }

    /** A token to subscribe with; whether the user may is not asked here. */
    String forSubscription(UserPrincipal user, String channel) {
        Map<String, Object> claims = claims(user);
        claims.put("channel", channel);
        return sign(claims);
    }

    /** Checks a connection token; never throws. */
    Check check(String token) {
        Check check = verify(token);
        return check instanceof Check.Valid valid && !valid.claims().channel().isEmpty() ? new Check.Invalid() : check;
    }

    /** Checks a subscription token, except for whom and what it is; never throws. */
    Check checkSubscription(String token) {
        Check check = verify(token);
        return check instanceof Check.Valid valid && valid.claims().channel().isEmpty() ? new Check.Invalid() : check;
    }

    private Map<String, Object> claims(UserPrincipal user) {
        long now = clock.millis();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", Long.toString(user.id()));
        claims.put("iat", now / 1000.0);
        claims.put("exp", (now + ttl.toMillis()) / 1000);
        claims.put("sid", user.session());
        return claims;
    }

    private String sign(Map<String, Object> claims) {
        JWSObject token = new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(claims));
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("signing failed", e);
        }
        return token.serialize();
    }

    private Check verify(String text) {
        try {
            JWSObject token = JWSObject.parse(text);
            if (!token.getHeader().getAlgorithm().equals(JWSAlgorithm.HS256) || !token.verify(verifier)) {
                return new Check.Invalid();
            }
            return read(token.getPayload().toJSONObject());
        } catch (ParseException | JOSEException | IllegalArgumentException | IllegalStateException e) {
            return new Check.Invalid();
        }
    }

    private Check read(@Nullable Map<String, Object> claims) {
        if (claims == null
                || !(claims.get("sub") instanceof String sub)
                || !(claims.get("exp") instanceof Number exp)
                || !(claims.getOrDefault("nbf", 0) instanceof Number nbf)
                || !(claims.getOrDefault("iat", 0) instanceof Number iat)
                || !(claims.getOrDefault("sid", "") instanceof String login)
                || !(claims.getOrDefault("channel", "") instanceof String channel)) {
            return new Check.Invalid();
        }
        long user = userId(sub);
        if (user <= 0) {
            return new Check.Invalid();
        }
        long now = clock.millis();
        long expires = Math.min(millis(exp), now + LONGEST_LIFE);
        if (expires <= now || millis(nbf) > now) {
            return new Check.Expired();
        }
        return new Check.Valid(new Claims(user, login, channel, millis(iat), expires));
    }

    private static long userId(String sub) {
        // Only the one way in which ids are written: a second would name the same user differently.
        return sub.matches("[1-9][0-9]{0,17}") ? Long.parseLong(sub) : 0;
    }

    private static long millis(Number seconds) {
        return (long) (seconds.doubleValue() * 1000);
    }
}
