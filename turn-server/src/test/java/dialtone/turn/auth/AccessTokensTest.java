package dialtone.turn.auth;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import dialtone.turn.protocol.Integrity;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/// Tokens that coturn's `turnutils_oauth` has made.
class AccessTokensTest {

    private static final byte[] KEY = utf8("HGkj32KJGiuy098sdfaqbNjOiaz71923");

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    @ParameterizedTest
    @CsvSource({
        "blackdow.carleon.gov, 1410984813,"
                + " AAxoNGozazJsMm40YjVhfvE0o9XkTpoZzH3BBLDAPQOypVHY/fXNO23KbxDPt35b"
                + "Ld7ITSk6XFBJk1nwwuJvdg==",
        "example.com, 249231600,"
                + " AAy1JBYVLo16iq9gFdHyyknmx5T/Lq9YlbxgUdLcStOFS0H8xhHceHOL2f49qxp4"
                + "uBpGuuLeLqk+RcAa5uP2EQ==",
    })
    void areRead(String serverName, long issued, String token) {
        AccessTokens tokens = new AccessTokens(serverName, Map.of("1234", KEY));

        AccessToken opened = requireNonNull(tokens.open("1234", bytes(token)));

        assertThat(opened.kid()).isEqualTo("1234");
        assertThat(opened.issued()).isEqualTo(Instant.ofEpochSecond(issued));
        assertThat(opened.validity()).isEqualTo(Duration.ofHours(1).plusSeconds(5));
        assertThat(opened.keys())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(
                        Integrity.of(utf8("ZksjpweoixXmvn67534m")),
                        Integrity.of(utf8("ZksjpweoixXmvn67")));
    }

    @Test
    void ofAKeyThatIsLongerTheBeginningCounts() {
        byte[] longer = utf8("HGkj32KJGiuy098sdfaqbNjOiaz71923\n");
        AccessTokens tokens = new AccessTokens("example.com", Map.of("1234", longer));

        assertThat(
                        tokens.open(
                                "1234",
                                bytes(
                                        "AAy1JBYVLo16iq9gFdHyyknmx5T/Lq9YlbxgUdLcStOFS0H8xhHceHOL"
                                                + "2f49qxp4uBpGuuLeLqk+RcAa5uP2EQ==")))
                .isNotNull();
    }
}
