package dev.gapless.gateway.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Whose signatures are believed. Each algorithm has a key of its own kind, or is refused: what a token says of itself
 * never makes a public key pass for a secret. Safe for use by many threads.
 */
final class Signatures {
    enum Verdict {
        GENUINE,
        FORGED,
        /** The key that the token names cannot be had now. */
        UNDECIDED
    }

    private static final List<JWSAlgorithm> HMAC = List.of(JWSAlgorithm.HS256, JWSAlgorithm.HS384, JWSAlgorithm.HS512);
    private static final List<JWSAlgorithm> RSA = List.of(JWSAlgorithm.RS256, JWSAlgorithm.RS384, JWSAlgorithm.RS512);
    private static final List<JWSAlgorithm> ECDSA = List.of(JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512);

    private final Map<JWSAlgorithm, JWSVerifier> byAlgorithm = new HashMap<>();
    private final @Nullable KeySet keySet;

    /**
     * @param patience how long it may take to fetch a key
     * @throws TokenSettingException when a setting makes no sense
     */
    Signatures(byte[] secret, TokenSettings settings, Duration patience, InstantSource clock) {
        put(HMAC, hmac(secret));
        if (!settings.rsaPublicKey().isEmpty()) {
            put(RSA, PublicKeys.rsa("gapless.token.rsa-public-key", settings.rsaPublicKey()));
        }
        if (!settings.ecdsaPublicKey().isEmpty()) {
            put(ECDSA, PublicKeys.ecdsa("gapless.token.ecdsa-public-key", settings.ecdsaPublicKey()));
        }
        keySet = settings.jwksUrl().isEmpty()
                ? null
                : new KeySet(KeySet.address("gapless.token.jwks-url", settings.jwksUrl()), patience, clock);
    }

    /** The algorithms of a family that the key is good for: an elliptic curve goes with just one. */
    private void put(List<JWSAlgorithm> family, JWSVerifier verifier) {
        for (JWSAlgorithm algorithm : family) {
            if (verifier.supportedJWSAlgorithms().contains(algorithm)) {
                byAlgorithm.put(algorithm, verifier);
            }
        }
    }

    /** The library wants keys as long as the signature; HMAC itself fills shorter ones up with zeros. */
    static byte[] filledUp(byte[] secret) {
        return Arrays.copyOf(secret, Math.max(secret.length, 64));
    }

    private static JWSVerifier hmac(byte[] secret) {
        try {
            return new MACVerifier(filledUp(secret));
        } catch (JOSEException e) {
            throw new IllegalArgumentException("not a key for HMAC", e);
        }
    }

    /** The answer may have to wait for a key, and is then given by another thread. */
    CompletableFuture<Verdict> verify(JWSObject token) {
        JWSAlgorithm algorithm = token.getHeader().getAlgorithm();
        JWSVerifier verifier = byAlgorithm.get(algorithm);
        if (verifier != null && isGenuine(token, verifier)) {
            return CompletableFuture.completedFuture(Verdict.GENUINE);
        }
        if (keySet == null || !(RSA.contains(algorithm) || ECDSA.contains(algorithm))) {
            return CompletableFuture.completedFuture(Verdict.FORGED);
        }
        return keySet.verify(token);
    }

    static boolean isGenuine(JWSObject token, JWSVerifier verifier) {
        try {
            return token.verify(verifier);
        } catch (JOSEException | IllegalStateException e) {
            return false;
        }
    }
}
