package dev.gapless.gateway.token;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whose tokens are believed besides our own, and what they have to say. Empty is not set.
 *
 * @param rsaPublicKey PEM; accepts RS256, RS384 and RS512
 * @param ecdsaPublicKey PEM; accepts ES256, ES384 or ES512, as the key's curve says
 * @param jwksUrl where public keys are found by the {@code kid} of a token
 * @param audience what a token's {@code aud} has to contain
 * @param issuer what a token's {@code iss} has to be
 */
@ConfigurationProperties("gapless.token")
public record TokenSettings(
        @DefaultValue("") String rsaPublicKey,
        @DefaultValue("") String ecdsaPublicKey,
        @DefaultValue("") String jwksUrl,
        @DefaultValue("") String audience,
        @DefaultValue("") String issuer) {
    /** Only our own tokens. */
    public static final TokenSettings NONE = new TokenSettings("", "", "", "", "");
}
