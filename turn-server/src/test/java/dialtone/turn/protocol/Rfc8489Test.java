package dialtone.turn.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import org.junit.jupiter.api.Test;

import java.util.HexFormat;

/// The message with a hidden name and SHA-256 that the makers of the protocol published.
class Rfc8489Test {

    /// RFC 8489 appendix B.1 as its erratum 6268 corrects it.
    private static final byte[] MESSAGE =
            HexFormat.of()
                    .parseHex(
                            "000100902112a44278ad3433c6ad72c029da412e001e00204a3cf38fef6992bda952c6780417da0f"
                                + "24819415569e60b205c46e41407f1704001500296f624d61744a6f733241414143662f2f3439396b"
                                + "39353464364f4c33346f4c394653547679363473410000000014000b6578616d706c652e6f726700"
                                + "001d000400020000001c0020b5c7bf005b6c52a21c51c5e892f81924136296cb927c43149309278c"
                                + "c6518e65");

    private static final String USERNAME = "マトリックス";
    private static final String REALM = "example.org";

    private static Integrity key(PasswordAlgorithm algorithm, String password) {
        return Integrity.longTerm(algorithm, USERNAME, REALM, password);
    }

    @Test
    void readsAndVerifies() {
        StunMessage message = requireNonNull(StunMessage.read(MESSAGE, MESSAGE.length));

        assertThat(message.defect()).isNull();
        assertThat(message.unknownAttributes()).isEmpty();
        assertThat(message.integrity()).isEqualTo(IntegrityAlgorithm.SHA256);
        assertThat(message.userHash()).isEqualTo(UserHash.of(USERNAME, REALM));
        assertThat(message.realm()).isEqualTo(REALM);
        assertThat(message.nonce()).isEqualTo("obMatJos2AAACf//499k954d6OL34oL9FSTvy64sA");
        assertThat(message.isMadeWith(key(PasswordAlgorithm.SHA256, "TheMatrIX"))).isTrue();
        assertThat(message.isMadeWith(key(PasswordAlgorithm.SHA256, "TheMatrIX?"))).isFalse();
        assertThat(message.isMadeWith(key(PasswordAlgorithm.MD5, "TheMatrIX"))).isFalse();
    }

    @Test
    void noticesEveryChangedBit() {
        Integrity key = key(PasswordAlgorithm.SHA256, "TheMatrIX");

        for (int bit = 0; bit < MESSAGE.length * 8; bit++) {
            byte[] changed = MESSAGE.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            StunMessage message = StunMessage.read(changed, changed.length);

            assertThat(message != null && message.isMadeWith(key)).as("bit %d", bit).isFalse();
        }
    }

    /// The vector names an algorithm without the offer it was chosen from.
    @Test
    void noticesThatTheOfferIsMissing() {
        StunMessage message = requireNonNull(StunMessage.read(MESSAGE, MESSAGE.length));

        assertThat(message.passwordChoice()).isInstanceOf(PasswordChoice.Wrong.class);
    }
}
