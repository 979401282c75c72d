package dev.gapless.gateway.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.security.PublicKey;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Signs tokens as their issuers would, and as forgers would. */
public final class TestTokens {
    public static final RSAKey RSA = rsa("rsa-1");
    public static final ECKey EC = ec("ec-1", Curve.P_256);

    private TestTokens() {}

    public static RSAKey rsa(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).keyUse(KeyUse.SIGNATURE).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public static ECKey ec(String id, Curve curve) {
        try {
            return new ECKeyGenerator(curve).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A token of these claims, with the key's name in its header. */
    public static String signed(JWSAlgorithm algorithm, JWK key, String claims) {
        return signed(algorithm, key, key.getKeyID(), claims);
    }

    public static String signed(JWSAlgorithm algorithm, JWK key, @Nullable String keyId, String claims) {
        JWSHeader header = new JWSHeader.Builder(algorithm).keyID(keyId).build();
        JWSObject token = new JWSObject(header, new Payload(claims));
        try {
            token.sign(signer(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    /** A token of HS256. */
    public static String signed(byte[] secret, String claims) {
        return signed(JWSAlgorithm.HS256, secret(secret), null, claims);
    }

    /** The library wants keys as long as the signature; zeros at its end do not change what HMAC makes of a key. */
    public static OctetSequenceKey secret(byte[] secret) {
        return new OctetSequenceKey.Builder(java.util.Arrays.copyOf(secret, Math.max(64, secret.length))).build();
    }

    private static JWSSigner signer(JWK key) throws JOSEException {
        return switch (key) {
            case RSAKey rsa -> new RSASSASigner(rsa);
            case ECKey ec -> new ECDSASigner(ec);
            case OctetSequenceKey secret -> new MACSigner(secret);
            default -> throw new IllegalArgumentException("no such key");
        };
    }

    public static String pem(JWK key) {
        try {
            PublicKey open = key instanceof RSAKey rsa ? rsa.toPublicKey() : ((ECKey) key).toPublicKey();
            return "-----BEGIN PUBLIC KEY-----\n"
                    + Base64.getMimeEncoder(64, "\n".getBytes(UTF_8)).encodeToString(open.getEncoded())
                    + "\n-----END PUBLIC KEY-----\n";
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
