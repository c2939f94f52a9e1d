package dialtone.media.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.security.SecureRandom;

class SdesKeyTest {

    /// Of RFC 4568 section 9.1's kind: 30 bytes.
    private static final String KEY = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz";

    @ParameterizedTest
    @EnumSource
    void readsWhatItWrote(SrtpProfile profile) {
        SdesKey written = new SdesKey(3, SrtpKey.random(profile, new SecureRandom()));

        SdesKey read = usable(written.format());

        assertThat(read.tag()).isEqualTo(3);
        assertThat(read.key().profile()).isEqualTo(profile);
        assertThat(read.key().key()).isEqualTo(written.key().key());
        assertThat(read.key().salt()).isEqualTo(written.key().salt());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY,
                "1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY + "|2^20",
                "1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY + "|2^48",
                "1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY + "|1048576",
                "  1  AES_CM_128_HMAC_SHA1_80\tinline:" + KEY + "  WSH=128 KDR=0 -UNKNOWN",
                "1 AES_CM_128_HMAC_SHA1_32 INLINE:" + KEY,
            })
    void readsLinesOfPhones(String value) {
        assertThat(usable(value).tag()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "'' ! a crypto line has",
                "1 AES_CM_128_HMAC_SHA1_80 ! a crypto line has",
                "x AES_CM_128_HMAC_SHA1_80 inline:" + KEY + " ! the tag",
                "1234567890 AES_CM_128_HMAC_SHA1_80 inline:" + KEY + " ! the tag",
                "1 F8_128_HMAC_SHA1_80 inline:" + KEY + " ! suite is not known",
                "1 AES_CM_128_HMAC_SHA1_80 clear:" + KEY + " ! is inline",
                "1 AES_CM_128_HMAC_SHA1_80 inline: ! has 30 bytes",
                "1 AES_CM_128_HMAC_SHA1_80 inline:| ! lifetime of the key",
                "1 AES_CM_128_HMAC_SHA1_80 inline:AAAA ! has 30 bytes",
                "1 AES_CM_128_HMAC_SHA1_80 inline:*** ! has 30 bytes",
                "1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY + "|1:4 ! (MKI)",
                "1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY + "|2^20|1:4 ! (MKI)",
                "1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY + "|2^31|2^31 ! one lifetime",
                "1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY + "|2^x ! lifetime of the key",
                "1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY + "|2^10 ! serves 2^20 packets",
                "1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY + "|1000 ! serves 2^20 packets",
                "1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY + ";inline:" + KEY + " ! several keys",
                "1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY + " UNENCRYPTED_SRTCP ! parameter",
                "1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY + " KDR=1 ! parameter",
            })
    void saysWhyALineCannotBeUsed(String value, String words) {
        assertThat(SdesKey.parse(value))
                .isInstanceOfSatisfying(
                        SdesKey.Outcome.Unusable.class,
                        unusable -> {
                            assertThat(unusable.words()).contains(words);
                            assertThat(unusable.words()).doesNotContain(KEY);
                        });
    }

    @Test
    void isNotToldByItsName() {
        assertThat(usable("1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY))
                .hasToString("SdesKey[tag=1, key=AES_CM_128_HMAC_SHA1_80 key]");
    }

    private static SdesKey usable(String value) {
        SdesKey.Outcome outcome = SdesKey.parse(value);
        assertThat(outcome).isInstanceOf(SdesKey.Outcome.Usable.class);
        return ((SdesKey.Outcome.Usable) outcome).key();
    }
}
