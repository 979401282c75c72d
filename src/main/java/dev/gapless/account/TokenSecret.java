package dev.gapless.account;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The key with which tokens are signed: {@code gapless.token.secret} when it is set, otherwise one that the first
 * server makes and keeps in the database, where the others find it.
 */
@Component
public class TokenSecret {
    /** HMAC with SHA-256 is as strong as its key up to this many bytes. */
    static final int MIN_BYTES = 32;

    private static final String NAME = "token";

    private final byte[] key;

    TokenSecret(JdbcClient jdbc, @Value("${gapless.token.secret:}") String configured) {
        key = configured.isEmpty() ? sharedThrough(jdbc) : checked(configured);
    }

    /** The key, at least 32 bytes; a copy. */
    public byte[] hmacKey() {
        return key.clone();
    }

    private static byte[] checked(String configured) {
        byte[] bytes = configured.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < MIN_BYTES) {
            throw new WeakTokenSecretException(bytes.length);
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
