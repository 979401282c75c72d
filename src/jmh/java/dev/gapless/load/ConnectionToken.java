package dev.gapless.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes connection tokens with the server's own key, so that nobody has to log in. */
final class ConnectionToken {
    private static final long LIFE_SECONDS = 24 * 3600;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final Mac mac;
    private final long expires = Instant.now().getEpochSecond() + LIFE_SECONDS;

    ConnectionToken(String secret) throws GeneralSecurityException {
        mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(UTF_8), mac.getAlgorithm()));
    }

    String of(long user) {
        String signed = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}")
                + "."
                + base64("{\"sub\":\"%d\",\"exp\":%d}".formatted(user, expires));
        return signed + "." + BASE64.encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
    }

    private static String base64(String json) {
        return BASE64.encodeToString(json.getBytes(UTF_8));
    }
}
