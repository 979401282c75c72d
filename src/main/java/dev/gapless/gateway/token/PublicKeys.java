package dev.gapless.gateway.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads public keys from settings. */
final class PublicKeys {
    static final int LEAST_RSA_BITS = 2048;

    private static final Pattern PEM =
            Pattern.compile("\\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----\\s*");

    private PublicKeys() {}

    /** @throws TokenSettingException naming the property, when it holds no RSA key of a safe length */
    static RSASSAVerifier rsa(String property, String pem) {
        try {
            RSAPublicKey key = (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(encoded(property, pem));
            int bits = key.getModulus().bitLength();
            if (bits < LEAST_RSA_BITS) {
                throw new TokenSettingException(
                        property, "is a key of %d bits; it needs at least %d".formatted(bits, LEAST_RSA_BITS));
            }
            return new RSASSAVerifier(key);
        } catch (GeneralSecurityException e) {
            throw new TokenSettingException(property, "is not an RSA public key");
        }
    }

    /** @throws TokenSettingException naming the property, when it holds no key of a curve that tokens use */
    static ECDSAVerifier ecdsa(String property, String pem) {
        try {
            return new ECDSAVerifier((ECPublicKey) KeyFactory.getInstance("EC").generatePublic(encoded(property, pem)));
        } catch (GeneralSecurityException | JOSEException e) {
            throw new TokenSettingException(property, "is not an EC public key of the curve P-256, P-384 or P-521");
        }
    }

    private static X509EncodedKeySpec encoded(String property, String pem) {
        // Environment variables often have no line breaks but the two characters that stand for one.
        Matcher text = PEM.matcher(pem.replace("\\n", "\n"));
        if (!text.matches()) {
            throw new TokenSettingException(
                    property, "is not a public key in PEM format (-----BEGIN PUBLIC KEY----- ...)");
        }
        try {
            return new X509EncodedKeySpec(Base64.getMimeDecoder().decode(text.group(1)));
        } catch (IllegalArgumentException e) {
            throw new TokenSettingException(property, "is not a public key in PEM format: its base64 is broken");
        }
    }
}
