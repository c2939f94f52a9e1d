package dialtone.turn.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

import java.util.HexFormat;

/// The messages that the makers of the protocol published to test implementations with.
class Rfc5769Test {

    @ParameterizedTest(name = "section {0}: {1}")
    @CsvFileSource(resources = "rfc5769.csv", numLinesToSkip = 1)
    void readsAndVerifies(
            String section,
            String what,
            String credential,
            @Nullable String username,
            @Nullable String realm,
            String password,
            boolean hasFingerprint,
            String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        Integrity right = key(credential, username, realm, password);
        Integrity wrong = key(credential, username, realm, password + "?");

        StunMessage message = requireNonNull(StunMessage.read(bytes, bytes.length), what);

        assertThat(message.defect()).as("section %s", section).isNull();
        assertThat(message.isMadeWith(right)).isTrue();
        assertThat(message.isMadeWith(wrong)).isFalse();
        assertThat(message.hasFingerprint()).isEqualTo(hasFingerprint);
        if (username != null) {
            assertThat(message.username()).isEqualTo(username);
            assertThat(message.realm()).isEqualTo(realm);
        }
    }

    @ParameterizedTest(name = "section {0}: {1}")
    @CsvFileSource(resources = "rfc5769.csv", numLinesToSkip = 1)
    void noticesEveryChangedBit(
            String section,
            String what,
            String credential,
            @Nullable String username,
            @Nullable String realm,
            String password,
            boolean hasFingerprint,
            String hex) {
        byte[] original = HexFormat.of().parseHex(hex);
        Integrity key = key(credential, username, realm, password);
        int fingerprintBytes = hasFingerprint ? 8 : 0;

        for (int bit = 0; bit < (original.length - fingerprintBytes) * 8; bit++) {
            byte[] changed = original.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            StunMessage message = StunMessage.read(changed, changed.length);

            assertThat(message != null && message.isMadeWith(key))
                    .as("%s with bit %d changed", what, bit)
                    .isFalse();
        }
    }

    private static Integrity key(
            String credential, @Nullable String username, @Nullable String realm, String password) {
        return credential.equals("short")
                ? Integrity.shortTerm(password)
                : Integrity.longTerm(requireNonNull(username), requireNonNull(realm), password);
    }
}
