package dev.gapless.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens whose keys their issuer keeps at an address. */
class KeySetTest {
    private static final RSAKey OLD = TestTokens.RSA;
    private static final RSAKey NEW = TestTokens.rsa("rsa-2");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-01T12:00:00Z"));
    private final InstantSource clock = now::get;
    private final KeyServer issuer = new KeyServer(OLD, TestTokens.EC);
    private final Tokens tokens = tokens(Duration.ofMinutes(1));

    private Tokens tokens(Duration patience) {
        TokenSettings settings = new TokenSettings("", "", issuer.url(), "", "");
        return new Tokens(new byte[32], settings, Duration.ofHours(1), patience, clock);
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    private static String token(JWK key) {
        return TestTokens.signed(key instanceof RSAKey ? JWSAlgorithm.RS256 : JWSAlgorithm.ES256, key, "{}");
    }

    private CompletableFuture<Check<ConnectionClaims>> ask(String token) {
        return tokens.checkConnection(token);
    }

    private Class<?> check(String token) {
        return ask(token).orTimeout(60, TimeUnit.SECONDS).join().getClass();
    }

    @Test
    void aKeyIsFoundByItsName() {
        assertThat(check(token(OLD))).isEqualTo(Check.Valid.class);
        assertThat(check(token(TestTokens.EC))).isEqualTo(Check.Valid.class);
    }

    @Test
    void keysAtHandAreUsedAtOnce() {
        check(token(OLD));
        for (int i = 0; i < 100; i++) {
            assertThat(ask(token(OLD))).isCompleted();
        }
        assertThat(issuer.asked()).isEqualTo(1);
    }

    @Test
    void nobodyIsHeldUpByAnIssuerThatTakesItsTime() {
        issuer.hold();
        CompletableFuture<Check<ConnectionClaims>> one = ask(token(OLD));
        CompletableFuture<Check<ConnectionClaims>> other = ask(token(OLD));
        await().until(() -> issuer.asked() == 1);
        assertThat(one).isNotDone();
        assertThat(other).isNotDone();
        issuer.release();
        assertThat(one.orTimeout(60, TimeUnit.SECONDS).join()).isInstanceOf(Check.Valid.class);
        assertThat(other.orTimeout(60, TimeUnit.SECONDS).join()).isInstanceOf(Check.Valid.class);
        assertThat(issuer.asked()).isEqualTo(1);
    }

    @Test
    void aNewKeyIsFoundWhenATokenNamesIt() {
        check(token(OLD));
        issuer.publish(OLD, NEW);
        pass(KeySet.PAUSE);
        assertThat(check(token(NEW))).isEqualTo(Check.Valid.class);
        assertThat(check(token(OLD))).isEqualTo(Check.Valid.class);
    }

    @Test
    void aNewKeyDuringThePauseIsToBeTriedAgain() {
        check(token(OLD));
        issuer.publish(OLD, NEW);
        assertThat(ask(token(NEW))).isCompletedWithValueMatching(Check.Undecided.class::isInstance);
        pass(KeySet.PAUSE);
        assertThat(check(token(NEW))).isEqualTo(Check.Valid.class);
    }

    @Test
    void namesThatAreMadeUpCostTheIssuerNothing() {
        check(token(OLD));
        pass(KeySet.PAUSE);
        List<CompletableFuture<Check<ConnectionClaims>>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(ask(TestTokens.signed(JWSAlgorithm.RS256, NEW, "made-up-" + i, "{}")));
        }
        for (CompletableFuture<Check<ConnectionClaims>> answer : answers) {
            assertThat(answer.orTimeout(60, TimeUnit.SECONDS).join())
                    .isInstanceOfAny(Check.Invalid.class, Check.Undecided.class);
        }
        assertThat(issuer.asked()).isEqualTo(2);
        assertThat(ask(token(OLD))).isCompletedWithValueMatching(Check.Valid.class::isInstance);
    }

    @Test
    void aNameThatTheIssuerDoesNotKnowIsInvalid() {
        assertThat(check(token(NEW))).isEqualTo(Check.Invalid.class);
    }

    @Test
    void aWithdrawnKeyIsForgottenWithinMinutes() {
        check(token(OLD));
        issuer.publish(NEW);
        pass(KeySet.FRESH);
        assertThat(ask(token(OLD))).isCompletedWithValueMatching(Check.Valid.class::isInstance);
        await().until(() -> check(token(OLD)).equals(Check.Undecided.class));
        pass(KeySet.PAUSE);
        assertThat(check(token(OLD))).isEqualTo(Check.Invalid.class);
    }

    @Test
    void anIssuerThatIsDeadIsTemporary() {
        issuer.close();
        assertThat(check(token(OLD))).isEqualTo(Check.Undecided.class);
        assertThat(ask(token(OLD))).isCompletedWithValueMatching(Check.Undecided.class::isInstance);
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 404, 500})
    void anIssuerThatFailsIsTemporary(int status) {
        issuer.say(status, "");
        assertThat(check(token(OLD))).isEqualTo(Check.Undecided.class);
        issuer.publish(OLD);
        pass(KeySet.PAUSE);
        assertThat(check(token(OLD))).isEqualTo(Check.Valid.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "[]", "{}", "{\"keys\":7}", "{\"keys\":[{\"kty\":\"RSA\"}]}"})
    void anIssuerThatTalksNonsenseIsTemporary(String text) {
        issuer.say(200, text);
        assertThat(check(token(OLD))).isEqualTo(Check.Undecided.class);
    }

    @Test
    void anIssuerThatTalksWithoutEndIsNotHeardOut() {
        issuer.say(200, "{\"keys\":[]," + " ".repeat(1 << 20) + "}");
        assertThat(check(token(OLD))).isEqualTo(Check.Undecided.class);
    }

    @Test
    void anIssuerThatDoesNotAnswerIsTemporary() {
        issuer.hold();
        Tokens impatient = tokens(Duration.ofMillis(200));
        assertThat(impatient.checkConnection(token(OLD)))
                .succeedsWithin(Duration.ofMinutes(1))
                .isInstanceOf(Check.Undecided.class);
        issuer.release();
    }

    @Test
    void anIssuerThatFailsIsOutlastedForAWhile() {
        check(token(OLD));
        issuer.say(500, "");
        pass(KeySet.LONGEST_USE.minusSeconds(1));
        assertThat(ask(token(OLD))).isCompletedWithValueMatching(Check.Valid.class::isInstance);
        pass(Duration.ofSeconds(1));
        assertThat(check(token(OLD))).isEqualTo(Check.Undecided.class);
        await().until(() -> {
            pass(KeySet.PAUSE);
            issuer.publish(OLD);
            return check(token(OLD)).equals(Check.Valid.class);
        });
    }

    @Test
    void aTokenHasToNameItsKey() {
        assertThat(check(TestTokens.signed(JWSAlgorithm.RS256, OLD, null, "{}")))
                .isEqualTo(Check.Invalid.class);
        assertThat(issuer.asked()).isZero();
    }

    @Test
    void whatNoKeySetIsForDoesNotAsk() {
        assertThat(check(TestTokens.signed(JWSAlgorithm.PS256, OLD, "{}"))).isEqualTo(Check.Invalid.class);
        assertThat(check(TestTokens.signed(JWSAlgorithm.HS256, TestTokens.secret(new byte[] {1}), "rsa-1", "{}")))
                .isEqualTo(Check.Invalid.class);
        assertThat(issuer.asked()).isZero();
    }

    @Test
    void aForgedTokenWithAKnownNameIsInvalid() {
        JWK forger = TestTokens.rsa("rsa-1");
        assertThat(check(token(forger))).isEqualTo(Check.Invalid.class);
    }

    @Test
    void aSecretInAKeySetIsNotBelieved() {
        OctetSequenceKey secret =
                new OctetSequenceKey.Builder(new byte[64]).keyID("s").build();
        issuer.publishPrivate(secret, OLD);
        assertThat(check(token(OLD))).isEqualTo(Check.Valid.class);
        byte[] other = new byte[64];
        other[63] = 1;
        OctetSequenceKey key = new OctetSequenceKey.Builder(other).keyID("s").build();
        assertThat(check(TestTokens.signed(JWSAlgorithm.HS256, key, "{}"))).isEqualTo(Check.Invalid.class);
    }

    @Test
    void aKeyIsGoodForNothingButWhatItSays() {
        RSAKey rs512 = new RSAKey.Builder(OLD).algorithm(JWSAlgorithm.RS512).build();
        issuer.publish(rs512);
        assertThat(check(token(OLD))).isEqualTo(Check.Invalid.class);
        assertThat(check(TestTokens.signed(JWSAlgorithm.RS512, OLD, "{}"))).isEqualTo(Check.Valid.class);
    }

    @Test
    void aKeyForEncryptionOrOfAnotherCurveIsPassedOver() {
        issuer.publish(
                new RSAKey.Builder(OLD).keyUse(KeyUse.ENCRYPTION).build(), TestTokens.ec("ec-1", Curve.P_384), NEW);
        assertThat(check(token(NEW))).isEqualTo(Check.Valid.class);
        pass(KeySet.PAUSE);
        assertThat(check(token(OLD))).isEqualTo(Check.Invalid.class);
        pass(KeySet.PAUSE);
        assertThat(check(token(TestTokens.EC))).isEqualTo(Check.Invalid.class);
    }
}
