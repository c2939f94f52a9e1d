package dialtone.signaling.ticket;

import dialtone.config.Secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Makes JWTs of any shape, right or wrong, without the library that the product uses.
final class Jwt {

    private Jwt() {}

    static String of(String header, String payload, Secret key) {
        return of(header, payload, key, "HmacSHA256");
    }

    static String of(String header, String payload, Secret key, String macAlgorithm) {
        String signed = base64(header) + "." + base64(payload);
        try {
            Mac mac = Mac.getInstance(macAlgorithm);
            mac.init(new SecretKeySpec(key.bytes(), macAlgorithm));
            return signed + "." + base64(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
