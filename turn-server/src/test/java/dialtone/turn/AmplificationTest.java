package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How many bytes this server sends to an address for each byte that somebody sent it in that
/// address's name, without a credential: whoever floods a victim by way of servers looks for those
/// that send much for little.
class AmplificationTest {

    private static final InetSocketAddress VICTIM =
            new InetSocketAddress(InetAddress.ofLiteral("8.8.8.8"), 53);

    /// Of UDP and IPv4, with every datagram.
    private static final int HEADERS_BYTES = 28;

    private static final double WORST_RATIO = 4;
    private static final int RATE_LIMIT = 50;
    private static final Path DOCUMENT = Path.of("..", "docs", "turn.md");

    private static TestTurn config() {
        return TestTurn.config().on("9.9.9.10").listenPort(3478).relayingOn("9.9.9.9");
    }

    /// Everything that a stranger can send.
    private static Map<String, byte[]> messages(InMemoryTurn turn) {
        TestClient stranger =
                TestClient.over(turn.wire("8.8.8.8", 53))
                        .withRealm("example.org")
                        .withNonce("a nonce of nobody");
        Map<String, byte[]> messages = new LinkedHashMap<>();
        messages.put("Binding", StunBytes.of(StunBytes.BINDING).bytes());
        messages.put(
                "Binding with FINGERPRINT",
                StunBytes.of(StunBytes.BINDING).withFingerprint().bytes());
        messages.put("Binding with 1 unknown attribute", unknown(StunBytes.BINDING, 1).bytes());
        messages.put(
                "Binding with 300 unknown attributes", unknown(StunBytes.BINDING, 300).bytes());
        messages.put(
                "Binding that cannot be read",
                StunBytes.of(StunBytes.BINDING).with(StunBytes.EVEN_PORT).bytes());
        messages.put("Allocate of a header alone", StunBytes.of(StunBytes.ALLOCATE).bytes());
        messages.put("Allocate", StunBytes.of(StunBytes.ALLOCATE).withUdp().bytes());
        messages.put(
                "Allocate with FINGERPRINT",
                StunBytes.of(StunBytes.ALLOCATE).withUdp().withFingerprint().bytes());
        messages.put("Refresh", StunBytes.of(StunBytes.REFRESH).bytes());
        messages.put(
                "Allocate with 300 unknown attributes", unknown(StunBytes.ALLOCATE, 300).bytes());
        messages.put(
                "Allocate with a wrong nonce and the right password",
                stranger.signed(StunBytes.of(StunBytes.ALLOCATE).withUdp()).bytes());
        messages.put(
                "Allocate with a wrong password",
                stranger.as(TestTurn.USER, "?")
                        .signed(StunBytes.of(StunBytes.ALLOCATE).withUdp())
                        .bytes());
        messages.put(
                "Allocate with integrity alone",
                StunBytes.of(StunBytes.ALLOCATE).withIntegrity(new byte[16]).bytes());
        messages.put(
                "Send indication",
                StunBytes.of(StunBytes.SEND)
                        .withPeer(VICTIM)
                        .with(StunBytes.DATA_ATTRIBUTE, new byte[100])
                        .bytes());
        messages.put("Send as a request", StunBytes.of(StunBytes.SEND & ~0x10).bytes());
        messages.put("Binding indication", StunBytes.of(0x0011).bytes());
        messages.put("Binding answer", StunBytes.of(0x0101).bytes());
        messages.put("unknown method", StunBytes.of(0x000f).bytes());
        messages.put("ChannelData", StunBytes.channelData(0x4000, new byte[100]));
        messages.put("garbage", new byte[] {(byte) 0xff, 1, 2, 3});
        messages.put("nothing", new byte[0]);
        messages.put("the largest datagram", new byte[65_507]);
        return messages;
    }

    private static StunBytes unknown(int method, int count) {
        StunBytes request = StunBytes.of(method);
        for (int i = 0; i < count; i++) {
            request.with(0x4000 + i);
        }
        return request;
    }

    private static int answered(InMemoryTurn turn, byte[] message) {
        turn.deliver(VICTIM, turn.listener(), message);
        List<byte[]> answers = turn.takeReceived(VICTIM);
        assertThat(answers).hasSizeLessThanOrEqualTo(1);
        return answers.isEmpty() ? 0 : answers.getFirst().length;
    }

    private static double ratio(int in, int out) {
        return out == 0 ? 0 : (double) (out + HEADERS_BYTES) / (in + HEADERS_BYTES);
    }

    @Test
    void isSmallForWhateverAStrangerSends() {
        try (InMemoryTurn turn = new InMemoryTurn(config())) {
            for (Map.Entry<String, byte[]> message : messages(turn).entrySet()) {
                int in = message.getValue().length;
                int out = answered(turn, message.getValue());

                assertThat(ratio(in, out)).as(message.getKey()).isLessThan(WORST_RATIO);
            }
            assertThat(turn.takeSentToPeers()).isEmpty();
        }
    }

    @Test
    void isAsDocumented() throws IOException {
        List<String> table = new ArrayList<>();
        try (InMemoryTurn turn = new InMemoryTurn(config())) {
            for (Map.Entry<String, byte[]> message : messages(turn).entrySet()) {
                int in = message.getValue().length;
                int out = answered(turn, message.getValue());
                table.add(
                        "| %s | %d | %d | %s |"
                                .formatted(
                                        message.getKey(),
                                        in,
                                        out,
                                        String.format(Locale.ROOT, "%.1f", ratio(in, out))));
            }
        }

        assertThat(Files.readAllLines(DOCUMENT)).containsSequence(table);
    }

    /// What all of them together make the server send within a second, to one address.
    @Test
    void isBoundedForEachSourceASecond() {
        try (InMemoryTurn turn = new InMemoryTurn(config().unauthorizedRateLimit(RATE_LIMIT))) {
            List<byte[]> messages = List.copyOf(messages(turn).values());
            for (int second = 0; second < 3; second++) {
                int answers = 0;
                for (int i = 0; i < 50; i++) {
                    for (byte[] message : messages) {
                        answers += answered(turn, message) > 0 ? 1 : 0;
                    }
                }
                assertThat(answers).isEqualTo(RATE_LIMIT);
                turn.clock.advance(Duration.ofSeconds(1));
            }
        }
    }
}
