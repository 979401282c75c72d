package dev.gapless.gateway.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.PlainObject;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.gapless.account.UserPrincipal;
import dev.gapless.gateway.token.ChannelClaims.Overrides;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens are believed, and what they say (section 4.1 of the protocol). */
class TokensTest {
    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final long NOW_SECONDS = NOW.getEpochSecond();
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final UserPrincipal ALICE = new UserPrincipal(42, "alice", "phone");

    private static final TokenSettings RSA = new TokenSettings(TestTokens.pem(TestTokens.RSA), "", "", "", "");
    private static final TokenSettings EC = new TokenSettings("", TestTokens.pem(TestTokens.EC), "", "", "");

    private static Tokens tokens(TokenSettings settings) {
        return new Tokens(SECRET, settings, Duration.ofHours(1), CLOCK);
    }

    private final Tokens tokens = tokens(TokenSettings.NONE);

    private static Check<ConnectionClaims> check(Tokens tokens, String token) {
        return tokens.checkConnection(token).join();
    }

    private Check<ConnectionClaims> connection(String claims) {
        return check(tokens, TestTokens.signed(SECRET, claims));
    }

    private Check<SubscriptionClaims> subscription(String claims) {
        return tokens.checkSubscription(TestTokens.signed(SECRET, claims)).join();
    }

    private static <C> C valid(Check<C> check) {
        if (check instanceof Check.Valid<C> valid) {
            return valid.claims();
        }
        throw new AssertionError("not valid but " + check);
    }

    @Test
    void ourOwnTokensNameTheirUserAndLoginAndExpire() {
        ConnectionClaims claims = valid(check(tokens, tokens.forConnection(ALICE)));
        assertThat(claims.user()).isEqualTo("42");
        assertThat(claims.login()).isEqualTo("phone");
        assertThat(claims.issued()).isEqualTo(NOW.toEpochMilli());
        assertThat(claims.expires()).isEqualTo(NOW.plusSeconds(3600).toEpochMilli());
    }

    @Test
    void ourOwnSubscriptionTokensAreForOneChannel() {
        SubscriptionClaims claims = valid(tokens.checkSubscription(tokens.forSubscription(ALICE, "personal:42"))
                .join());
        assertThat(claims.user()).isEqualTo("42");
        assertThat(claims.channel()).isEqualTo("personal:42");
    }

    @Test
    void ourOwnTokensAreForTheConfiguredAudienceAndFromTheConfiguredIssuer() {
        Tokens strict = tokens(new TokenSettings("", "", "", "chat", "https://id.example.org"));
        valid(check(strict, strict.forConnection(ALICE)));
        assertThat(check(strict, tokens.forConnection(ALICE))).isInstanceOf(Check.Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HS256", "HS384", "HS512"})
    void theSecretIsGoodForEveryLengthOfHmac(String algorithm) {
        String token =
                TestTokens.signed(JWSAlgorithm.parse(algorithm), TestTokens.secret(SECRET), null, "{\"sub\":\"alex\"}");
        assertThat(valid(check(tokens, token)).user()).isEqualTo("alex");
    }

    @Test
    void aShortSecretWorksWhereItIsAllowed() {
        Tokens weak = new Tokens("secret".getBytes(UTF_8), TokenSettings.NONE, Duration.ofHours(1), CLOCK);
        // {"iat":1709643331}, signed by nothing but HMAC itself.
        String head = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3MDk2NDMzMzF9.";
        String signature = hmacSha256("secret", head.substring(0, head.length() - 1));
        assertThat(valid(check(weak, head + signature)).user()).isEmpty();
        valid(check(weak, weak.forConnection(ALICE)));
    }

    private static String hmacSha256(String key, String text) {
        try {
            javax.crypto.Mac mac = javax.crypto.Mac.getInstance("HmacSHA256");
            mac.init(new javax.crypto.spec.SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256"));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512"})
    void anRsaKeyIsGoodForEveryLengthOfRsa(String algorithm) {
        String token = TestTokens.signed(JWSAlgorithm.parse(algorithm), TestTokens.RSA, "{\"sub\":\"alex\"}");
        assertThat(valid(check(tokens(RSA), token)).user()).isEqualTo("alex");
    }

    static Stream<ECKey> curves() {
        return Stream.of(Curve.P_256, Curve.P_384, Curve.P_521).map(curve -> TestTokens.ec("ec", curve));
    }

    @ParameterizedTest
    @MethodSource("curves")
    void anEcKeyIsGoodForTheAlgorithmOfItsCurve(ECKey key) {
        JWSAlgorithm algorithm = key.getCurve().equals(Curve.P_256)
                ? JWSAlgorithm.ES256
                : key.getCurve().equals(Curve.P_384) ? JWSAlgorithm.ES384 : JWSAlgorithm.ES512;
        Tokens tokens = tokens(new TokenSettings("", TestTokens.pem(key), "", "", ""));
        String token = TestTokens.signed(algorithm, key, "{\"sub\":\"alex\"}");
        assertThat(valid(check(tokens, token)).user()).isEqualTo("alex");
    }

    @Test
    void aKeyFromTheEnvironmentMayHaveItsLineBreaksWrittenOut() {
        Tokens tokens = tokens(new TokenSettings(RSA.rsaPublicKey().replace("\n", "\\n"), "", "", "", ""));
        valid(check(tokens, TestTokens.signed(JWSAlgorithm.RS256, TestTokens.RSA, "{}")));
    }

    /** The forger takes what is public for the secret, and hopes that the token's own word is taken for the algorithm. */
    @Test
    void aPublicKeyIsNoSecret() {
        for (String publicText :
                new String[] {RSA.rsaPublicKey(), RSA.rsaPublicKey().strip()}) {
            String forged = TestTokens.signed(publicText.getBytes(UTF_8), "{\"sub\":\"alex\"}");
            assertThat(check(tokens(RSA), forged)).isInstanceOf(Check.Invalid.class);
        }
    }

    @Test
    void anUnsignedTokenIsInvalid() {
        String token = new PlainObject(new Payload("{\"sub\":\"alex\"}")).serialize();
        assertThat(check(tokens, token)).isInstanceOf(Check.Invalid.class);
        assertThat(check(tokens(RSA), token)).isInstanceOf(Check.Invalid.class);
    }

    @Test
    void anAlgorithmWithoutAKeyIsRefused() {
        assertThat(check(tokens, TestTokens.signed(JWSAlgorithm.RS256, TestTokens.RSA, "{}")))
                .isInstanceOf(Check.Invalid.class);
        assertThat(check(tokens(RSA), TestTokens.signed(JWSAlgorithm.ES256, TestTokens.EC, "{}")))
                .isInstanceOf(Check.Invalid.class);
        assertThat(check(tokens(EC), TestTokens.signed(JWSAlgorithm.RS256, TestTokens.RSA, "{}")))
                .isInstanceOf(Check.Invalid.class);
        assertThat(check(tokens(RSA), TestTokens.signed(JWSAlgorithm.PS256, TestTokens.RSA, "{}")))
                .isInstanceOf(Check.Invalid.class);
    }

    @Test
    void aTokenOfAnotherKeyIsInvalid() {
        JWK other = TestTokens.rsa("rsa-1");
        assertThat(check(tokens(RSA), TestTokens.signed(JWSAlgorithm.RS256, other, "{}")))
                .isInstanceOf(Check.Invalid.class);
        assertThat(check(tokens, TestTokens.signed("another secret, and long enough".getBytes(UTF_8), "{}")))
                .isInstanceOf(Check.Invalid.class);
    }

    @Test
    void aTokenThatSaysNothingIsAnonymousAndNeverExpires() {
        ConnectionClaims claims = valid(connection("{}"));
        assertThat(claims.user()).isEmpty();
        assertThat(claims.login()).isEmpty();
        assertThat(claims.expires()).isEqualTo(Expiry.NEVER);
        assertThat(claims.info()).isNull();
        assertThat(claims.channels()).isEmpty();
        assertThat(valid(connection("{\"iat\":%d}".formatted(NOW_SECONDS))).issued())
                .isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void aTokenEndsWithExpAndBeginsWithNbf() {
        assertThat(connection("{\"exp\":%d}".formatted(NOW_SECONDS))).isInstanceOf(Check.Expired.class);
        assertThat(connection("{\"nbf\":%d}".formatted(NOW_SECONDS + 1))).isInstanceOf(Check.Expired.class);
        assertThat(valid(connection("{\"exp\":%d,\"nbf\":%d}".formatted(NOW_SECONDS + 1, NOW_SECONDS)))
                        .expires())
                .isEqualTo(NOW.toEpochMilli() + 1000);
    }

    @Test
    void theExpiryOfAConnectionMayDifferFromThatOfItsToken() {
        String exp = "\"exp\":%d".formatted(NOW_SECONDS + 60);
        assertThat(valid(connection("{%s,\"expire_at\":%d}".formatted(exp, NOW_SECONDS + 7)))
                        .expires())
                .isEqualTo(NOW.toEpochMilli() + 7000);
        assertThat(valid(connection("{%s,\"expire_at\":0}".formatted(exp))).expires())
                .isEqualTo(Expiry.NEVER);
        assertThat(valid(connection("{%s,\"expire_at\":%d}".formatted(exp, NOW_SECONDS - 7)))
                        .expires())
                .isEqualTo(NOW.toEpochMilli() - 7000);
        assertThat(connection("{\"exp\":%d,\"expire_at\":0}".formatted(NOW_SECONDS - 1)))
                .isInstanceOf(Check.Expired.class);
    }

    @Test
    void nothingExpiresLaterThanInAYear() {
        long year = NOW.plus(Duration.ofDays(365)).toEpochMilli();
        assertThat(valid(connection("{\"exp\":99999999999}")).expires()).isEqualTo(year);
        assertThat(valid(connection("{\"exp\":1e300}")).expires()).isEqualTo(year);
        assertThat(valid(subscription("{\"channel\":\"a\",\"expire_at\":99999999999}"))
                        .expires())
                .isEqualTo(year);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"sub\":42}",
                "{\"exp\":\"soon\"}",
                "{\"nbf\":{}}",
                "{\"iat\":[]}",
                "{\"expire_at\":\"0\"}",
                "{\"sid\":7}",
                "{\"b64info\":\"*\"}",
                "{\"channels\":[7]}",
                "{\"channels\":[\"\"]}",
                "{\"subs\":[]}",
                "{\"subs\":{\"a\":7}}",
                "{\"subs\":{\"\":{}}}",
                "{\"subs\":{\"a\":{\"override\":{\"presence\":{\"value\":1}}}}}",
                "{\"channel\":\"personal:42\"}",
                "[1]",
                "\"x\"",
                "",
                "{} {}",
                "not json"
            })
    void claimsOfAnotherKindAreInvalid(String claims) {
        assertThat(connection(claims)).isInstanceOf(Check.Invalid.class);
    }

    @Test
    void deeplyNestedClaimsAreInvalid() {
        assertThat(connection("{\"info\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}"))
                .isInstanceOf(Check.Invalid.class);
    }

    @Test
    void nullIsAsGoodAsNothing() {
        ConnectionClaims claims =
                valid(connection("{\"sub\":null,\"exp\":null,\"expire_at\":null,\"info\":null,\"channel\":null}"));
        assertThat(claims.user()).isEmpty();
        assertThat(claims.expires()).isEqualTo(Expiry.NEVER);
        assertThat(claims.info()).isNull();
    }

    @Test
    void infoIsHandedOnAsItIs() {
        assertThat(text(valid(connection("{\"info\":{\"name\":\"Zoë\", \"n\":[1.50,1e3,12345678901234567890]}}"))
                        .info()))
                .isEqualTo("{\"name\":\"Zoë\",\"n\":[1.50,1E+3,12345678901234567890]}");
        assertThat(text(valid(connection("{\"b64info\":\"eyJhIjoxfQ==\",\"info\":{}}"))
                        .info()))
                .isEqualTo("{\"a\":1}");
    }

    @Test
    void infoThatIsNoJsonIsHandedOnAsItsBase64() {
        for (String bytes : new String[] {"/w==", "Ww==", "e30ge30=", "IA=="}) {
            assertThat(text(valid(connection("{\"b64info\":\"" + bytes + "\"}")).info()))
                    .isEqualTo('"' + bytes + '"');
        }
    }

    @Test
    void infoIsOneLineOfUtf8WhateverItWas() {
        String utf16 = Base64.getEncoder().encodeToString("[ 1 ]".getBytes(java.nio.charset.StandardCharsets.UTF_16BE));
        assertThat(text(valid(connection("{\"b64info\":\"" + utf16 + "\"}")).info()))
                .isEqualTo("[1]");
        assertThat(text(valid(connection("{\"info\":\"\\ud800\"}")).info())).isEqualTo("\"\\uD800\"");
        assertThat(text(valid(connection("{\"info\":\n{\n}\n}")).info())).isEqualTo("{}");
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, UTF_8);
    }

    @Test
    void aTokenMaySubscribeToChannels() {
        assertThat(valid(connection("{\"channels\":[\"news\",\"a:b\"]}")).channels())
                .containsOnlyKeys("news", "a:b")
                .containsEntry("news", ChannelClaims.NONE);
    }

    @Test
    void aTokenMaySayHowItSubscribes() {
        ChannelClaims news = valid(connection("""
                        {"channels": ["other"],
                         "subs": {"news": {"info": {"role": "editor"}, "b64data": "WzEsMl0=",
                                           "override": {"presence": {"value": true}, "join_leave": {"value": false}}}}}""")).channels().getOrDefault("news", ChannelClaims.NONE);
        assertThat(text(news.info())).isEqualTo("{\"role\":\"editor\"}");
        assertThat(text(news.data())).isEqualTo("[1,2]");
        assertThat(news.overrides()).isEqualTo(new Overrides(true, false, null, null, null));
    }

    @Test
    void aSubscriptionTokenSaysForWhatItIs() {
        SubscriptionClaims claims = valid(subscription("""
                {"sub": "alex", "channel": "$secret", "client": "c-1", "exp": %d, "info": 7, "data": [8],
                 "override": {"force_recovery": {"value": true}, "force_positioning": {"value": true},
                              "force_push_join_leave": {"value": true}}}""".formatted(NOW_SECONDS + 60)));
        assertThat(claims.user()).isEqualTo("alex");
        assertThat(claims.channel()).isEqualTo("$secret");
        assertThat(claims.client()).isEqualTo("c-1");
        assertThat(claims.expires()).isEqualTo(NOW.toEpochMilli() + 60_000);
        assertThat(text(claims.details().info())).isEqualTo("7");
        assertThat(text(claims.details().data())).isEqualTo("[8]");
        assertThat(claims.details().overrides()).isEqualTo(new Overrides(null, null, true, true, true));
    }

    @Test
    void aSubscriptionTokenNeedsAChannel() {
        assertThat(subscription("{\"sub\":\"alex\"}")).isInstanceOf(Check.Invalid.class);
        assertThat(subscription("{\"channel\":\"\"}")).isInstanceOf(Check.Invalid.class);
        assertThat(subscription("{\"channel\":\"a\",\"exp\":1}")).isInstanceOf(Check.Expired.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"aud\":\"chat\"}", "{\"aud\":[\"shop\",\"chat\"]}"})
    void theConfiguredAudienceMustBeAmongThoseOfTheToken(String claims) {
        Tokens strict = tokens(new TokenSettings("", "", "", "chat", ""));
        valid(check(strict, TestTokens.signed(SECRET, claims)));
        assertThat(check(strict, TestTokens.signed(SECRET, "{}"))).isInstanceOf(Check.Invalid.class);
        assertThat(check(strict, TestTokens.signed(SECRET, "{\"aud\":\"shop\"}")))
                .isInstanceOf(Check.Invalid.class);
        assertThat(check(strict, TestTokens.signed(SECRET, "{\"aud\":7}"))).isInstanceOf(Check.Invalid.class);
    }

    @Test
    void theConfiguredIssuerMustBeThatOfTheToken() {
        Tokens strict = tokens(new TokenSettings("", "", "", "", "us"));
        valid(check(strict, TestTokens.signed(SECRET, "{\"iss\":\"us\"}")));
        assertThat(check(strict, TestTokens.signed(SECRET, "{\"iss\":\"them\"}")))
                .isInstanceOf(Check.Invalid.class);
        assertThat(check(strict, TestTokens.signed(SECRET, "{}"))).isInstanceOf(Check.Invalid.class);
    }

    @Test
    void settingsThatMakeNoSenseAreNamed() throws Exception {
        String weak = TestTokens.pem(new RSAKeyGenerator(1024, true).generate());
        assertWrong(new TokenSettings("nonsense", "", "", "", ""), "gapless.token.rsa-public-key is not a public key");
        assertWrong(new TokenSettings(EC.ecdsaPublicKey(), "", "", "", ""), "rsa-public-key is not an RSA public key");
        assertWrong(new TokenSettings(weak, "", "", "", ""), "rsa-public-key is a key of 1024 bits");
        assertWrong(
                new TokenSettings("", RSA.rsaPublicKey(), "", "", ""),
                "gapless.token.ecdsa-public-key is not an EC public key");
        assertWrong(
                new TokenSettings("", RSA.rsaPublicKey().replace("PUBLIC", "PRIVATE"), "", "", ""),
                "gapless.token.ecdsa-public-key is not a public key in PEM format");
        for (String url : new String[] {"nonsense", "file:///etc/passwd", "http://", "ftp://a.b/c", "http://a b/"}) {
            assertWrong(
                    new TokenSettings("", "", url, "", ""), "gapless.token.jwks-url is not an http or https address");
        }
    }

    private static void assertWrong(TokenSettings settings, String why) {
        assertThatExceptionOfType(TokenSettingException.class)
                .isThrownBy(() -> tokens(settings))
                .withMessageContaining(why);
    }
}
