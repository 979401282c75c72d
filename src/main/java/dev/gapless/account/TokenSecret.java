package dev.gapless.account;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The key with which tokens are signed: {@code gapless.token.secret} when it is set, otherwise one that the first
 * server makes and keeps in the database, where the others find it. A short one is refused unless that is allowed: with
 * {@code gapless.token.allow-weak-secret}, or where everything is ({@code gapless.gateway.insecure}).
 */
@Component
public class TokenSecret {
    /** HMAC with SHA-256 is as strong as its key up to this many bytes. */
    static final int MIN_BYTES = 32;

    private static final Logger log = LoggerFactory.getLogger(TokenSecret.class);
    private static final String NAME = "token";

    private final byte[] key;

    TokenSecret(
            JdbcClient jdbc,
            @Value("${gapless.token.secret:}") String configured,
            @Value("${gapless.token.allow-weak-secret:false}") boolean mayBeWeak,
            @Value("${gapless.gateway.insecure:false}") boolean insecure) {
        key = configured.isEmpty() ? sharedThrough(jdbc) : checked(configured, mayBeWeak || insecure);
    }

    /** The key, at least 32 bytes unless a weak one is allowed, and never empty; a copy. */
    public byte[] hmacKey() {
        return key.clone();
    }

    private static byte[] checked(String configured, boolean mayBeWeak) {
        byte[] bytes = configured.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < MIN_BYTES && !mayBeWeak) {
            throw new WeakTokenSecretException(bytes.length);
        }
        if (bytes.length < MIN_BYTES) {
            log.warn(
                    "gapless.token.secret has only {} bytes: whoever guesses it can be anybody. For tests alone.",
                    bytes.length);
        }
        return bytes;
    }

    private static byte[] sharedThrough(JdbcClient jdbc) {
        byte[] made = new byte[MIN_BYTES];
        new SecureRandom().nextBytes(made);
        // Of several servers that start at once, one inserts and the others wait for it and then insert nothing.
        jdbc.sql("insert into secrets (name, value) values (?, ?) on conflict do nothing")
                .params(NAME, made)
                .update();
        return jdbc.sql("select value from secrets where name = ?")
                .param(NAME)
                .query(byte[].class)
                .single();
    }
}
