package dev.gapless.gateway.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import dev.gapless.account.UserPrincipal;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Makes and checks the tokens with which clients connect and subscribe: JWTs, ours signed with HMAC SHA-256. Ours name
 * their user ({@code sub}) and the login that they were made for ({@code sid}), and expire. Times are written with their
 * fraction, so that a login's end can be told from what was made just before it. Safe for use by many threads.
 */
public final class Tokens {
    private final JWSSigner signer;
    private final Signatures signatures;
    private final ClaimsReader reader;
    private final TokenSettings settings;
    private final Duration ttl;
    private final InstantSource clock;

    /**
     * @param secret signs our tokens, and others' of HS256, HS384 and HS512 who know it
     * @param ttl the life of the tokens made here
     * @throws RuntimeException saying which of the settings makes no sense
     */
    public Tokens(byte[] secret, TokenSettings settings, Duration ttl, InstantSource clock) {
        this(secret, settings, ttl, KeySet.PATIENCE, clock);
    }

    /** @param patience how long it may take to fetch a key */
    public Tokens(byte[] secret, TokenSettings settings, Duration ttl, Duration patience, InstantSource clock) {
        try {
            signer = new MACSigner(Signatures.filledUp(secret));
        } catch (JOSEException e) {
            throw new IllegalArgumentException("not a key for HMAC SHA-256", e);
        }
        this.signatures = new Signatures(secret, settings, patience, clock);
        this.reader = new ClaimsReader(settings, clock);
        this.settings = settings;
        this.ttl = ttl;
        this.clock = clock;
    }

    public Duration ttl() {
        return ttl;
    }

    /** A token to connect with. */
    public String forConnection(UserPrincipal user) {
        return sign(claims(user));
    }

    /** A token to subscribe with; whether the user may is not asked here. */
    public String forSubscription(UserPrincipal user, String channel) {
        Map<String, Object> claims = claims(user);
        claims.put("channel", channel);
        return sign(claims);
    }

    /**
     * Checks a connection token. The answer is there at once, unless a key has to be fetched first: then it comes within
     * seconds, from another thread. It is never an exception.
     */
    public CompletableFuture<Check<ConnectionClaims>> checkConnection(String token) {
        return check(token, reader::connection);
    }

    /** Checks a subscription token, except for whom and what it is; answers as {@link #checkConnection} does. */
    public CompletableFuture<Check<SubscriptionClaims>> checkSubscription(String token) {
        return check(token, reader::subscription);
    }

    private Map<String, Object> claims(UserPrincipal user) {
        long now = clock.millis();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", Long.toString(user.id()));
        claims.put("iat", now / 1000.0);
        claims.put("exp", (now + ttl.toMillis()) / 1000);
        claims.put("sid", user.session());
        if (!settings.audience().isEmpty()) {
            claims.put("aud", settings.audience());
        }
        if (!settings.issuer().isEmpty()) {
            claims.put("iss", settings.issuer());
        }
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

    private <C> CompletableFuture<Check<C>> check(String text, Function<byte[], Check<C>> read) {
        JWSObject token;
        try {
            token = JWSObject.parse(text);
        } catch (ParseException | IllegalArgumentException | IllegalStateException e) {
            return CompletableFuture.completedFuture(new Check.Invalid<>());
        }
        return signatures.verify(token).thenApply(verdict -> switch (verdict) {
            case GENUINE -> read.apply(token.getPayload().toBytes());
            case FORGED -> new Check.Invalid<>();
            case UNDECIDED -> new Check.Undecided<>();
        });
    }
}
