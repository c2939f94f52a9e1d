package dialtone.media.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Locale;

class FingerprintTest {

    private static final byte[] CERTIFICATE = {1, 2, 3};

    @ParameterizedTest
    @ValueSource(strings = {"sha-256", "sha-384", "sha-512"})
    void readsWhatItWrote(String hash) {
        Fingerprint fingerprint = Fingerprint.of(hash, CERTIFICATE);

        assertThat(Fingerprint.parse(fingerprint.toString())).isEqualTo(fingerprint);
        assertThat(Fingerprint.parse(" " + fingerprint.toString().toLowerCase(Locale.ROOT)))
                .isEqualTo(fingerprint);
        assertThat(fingerprint.isOf(CERTIFICATE)).isTrue();
        assertThat(fingerprint.isOf(new byte[] {1, 2, 4})).isFalse();
    }

    @Test
    void isOfNoWeakHash() {
        assertThat(Fingerprint.parse("sha-1 4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5"))
                .isNull();
        assertThat(Fingerprint.parse("md5 00")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha-256", "sha-256 AA:BB", "sha-256 zz", "AA:BB sha-256"})
    void isNotReadFromAnythingElse(String text) {
        assertThat(Fingerprint.parse(text)).isNull();
    }
}
