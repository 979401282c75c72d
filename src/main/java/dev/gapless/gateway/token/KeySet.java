package dev.gapless.gateway.token;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import dev.gapless.gateway.token.Signatures.Verdict;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys that an issuer of tokens keeps at an address (JWKS), found by the name that a token gives its key.
 *
 * <p>The keys at hand are used at once, and asked for anew in the background from time to time. A name that is not among
 * them is a reason to ask, too, but anyone can make names up: so there is one question at a time and a pause after it,
 * and whoever comes with an unknown name during the pause is told to try again. An issuer that does not answer is
 * outlasted for an hour; then its keys are not believed any more.
 *
 * <p>Nothing waits here but the one virtual thread that asks. Safe for use by many threads.
 */
final class KeySet {
    /** Keys older than this are asked for anew. */
    static final Duration FRESH = Duration.ofMinutes(5);

    /** Keys older than this are not used: they may have been withdrawn. */
    static final Duration LONGEST_USE = Duration.ofHours(1);

    /** From one question to the next. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    /** How long an answer may take. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int MOST_BYTES = 256 * 1024;
    private static final Logger log = LoggerFactory.getLogger(KeySet.class);

    /** Keys by name and kind. */
    private record Keys(Map<String, JWSVerifier> byName, long asked) {
        @Nullable JWSVerifier find(JWSHeader header) {
            return byName.get(name(header.getAlgorithm(), header.getKeyID()));
        }

        static String name(Algorithm algorithm, String id) {
            return algorithm.getName() + ' ' + id;
        }
    }

    private final URL url;
    private final Duration patience;
    private final InstantSource clock;
    private final DefaultResourceRetriever http;

    private volatile Keys keys = new Keys(Map.of(), Long.MIN_VALUE / 2);
    private @Nullable CompletableFuture<Keys> question;
    private long askAgainAt = Long.MIN_VALUE;

    /** @param patience how long an answer may take */
    KeySet(URL url, Duration patience, InstantSource clock) {
        this.url = url;
        this.patience = patience;
        this.clock = clock;
        int half = (int) patience.toMillis() / 2;
        this.http = new DefaultResourceRetriever(half, half, MOST_BYTES);
    }

    /** @throws TokenSettingException naming the property, when it is no address */
    static URL address(String property, String text) {
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
                return uri.toURL();
            }
        } catch (IllegalArgumentException | MalformedURLException e) {
            // told below
        }
        throw new TokenSettingException(property, "is not an http or https address");
    }

    /** Checks the signature of a token that names its key, and is of an algorithm with public keys. */
    CompletableFuture<Verdict> verify(JWSObject token) {
        if (token.getHeader().getKeyID() == null) {
            return CompletableFuture.completedFuture(Verdict.FORGED);
        }
        long age = clock.millis() - keys.asked();
        JWSVerifier known = age < LONGEST_USE.toMillis() ? keys.find(token.getHeader()) : null;
        if (known == null) {
            return ask().handle((answer, failure) -> {
                if (failure != null) {
                    return Verdict.UNDECIDED;
                }
                JWSVerifier found = answer.find(token.getHeader());
                return found == null ? Verdict.FORGED : verdict(token, found);
            });
        }
        if (age >= FRESH.toMillis()) {
            var unused = ask();
        }
        return CompletableFuture.completedFuture(verdict(token, known));
    }

    private static Verdict verdict(JWSObject token, JWSVerifier verifier) {
        return Signatures.isGenuine(token, verifier) ? Verdict.GENUINE : Verdict.FORGED;
    }

    /** The answer to the question that is under way or can be asked; during the pause it fails. */
    private synchronized CompletableFuture<Keys> ask() {
        long now = clock.millis();
        if (question != null) {
            return question;
        }
        if (now < askAgainAt) {
            return CompletableFuture.failedFuture(new IOException("asked a moment ago"));
        }
        askAgainAt = now + PAUSE.toMillis();
        CompletableFuture<Keys> answer = new CompletableFuture<>();
        // Whoever hears the answer finds the question settled.
        CompletableFuture<Keys> settled =
                answer.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS).whenComplete(this::answered);
        question = settled;
        Thread.ofVirtual().name("gateway-token-keys").start(() -> {
            try {
                answer.complete(load(now));
            } catch (IOException | ParseException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return settled;
    }

    private synchronized void answered(@Nullable Keys answer, @Nullable Throwable failure) {
        question = null;
        if (answer != null) {
            keys = answer;
        } else {
            log.warn("The keys of tokens could not be had from {}: {}", url, String.valueOf(failure));
        }
    }

    private Keys load(long now) throws IOException, ParseException {
        JWKSet set = JWKSet.parse(http.retrieveResource(url).getContent());
        Map<String, JWSVerifier> byName = new HashMap<>();
        for (JWK key : set.getKeys()) {
            JWSVerifier verifier = verifier(key);
            if (verifier == null) {
                continue;
            }
            for (JWSAlgorithm algorithm : verifier.supportedJWSAlgorithms()) {
                if (key.getAlgorithm() == null || key.getAlgorithm().equals(algorithm)) {
                    byName.put(Keys.name(algorithm, key.getKeyID()), verifier);
                }
            }
        }
        return new Keys(byName, now);
    }

    /** Null for a key that is not to be believed, or not for signatures. */
    private static @Nullable JWSVerifier verifier(JWK key) {
        boolean signs = key.getKeyUse() == null || KeyUse.SIGNATURE.equals(key.getKeyUse());
        if (!signs || key.getKeyID() == null) {
            return null;
        }
        try {
            if (key instanceof RSAKey rsa && rsa.size() >= PublicKeys.LEAST_RSA_BITS) {
                return new RSASSAVerifier(rsa.toRSAPublicKey());
            }
            return key instanceof ECKey ec ? new ECDSAVerifier(ec.toECPublicKey()) : null;
        } catch (JOSEException e) {
            return null;
        }
    }
}
