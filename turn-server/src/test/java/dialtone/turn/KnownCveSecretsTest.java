package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What other servers let strangers guess or write into logs; each test names its CVE.
class KnownCveSecretsTest extends WithServer {

    private static final int NONCES = 256;

    /// Hexadecimal digits of the hash at the nonce's end.
    private static final int HASH_DIGITS = 32;

    private List<String> nonces() throws IOException {
        List<String> nonces = new ArrayList<>();
        List<TestClient> clients = new ArrayList<>();
        for (int i = 0; i < NONCES; i++) {
            // All open at once: a client that has the port of another has its nonce.
            TestClient one = TestClient.udp(address());
            clients.add(one);
            nonces.add(one.challenge().nonce());
        }
        for (TestClient one : clients) {
            one.close();
        }
        return nonces;
    }

    private static String hash(String nonce) {
        return nonce.substring(nonce.length() - HASH_DIGITS);
    }

    /// CVE-2025-69217: nonces came from a generator that can be computed.
    @Test
    void noncesLookRandomAndDifferForEachClient() throws IOException {
        List<String> hashes = nonces().stream().map(KnownCveSecretsTest::hash).toList();

        int ones = 0;
        for (String hash : hashes) {
            ones += Long.bitCount(Long.parseUnsignedLong(hash.substring(0, 16), 16));
            ones += Long.bitCount(Long.parseUnsignedLong(hash.substring(16), 16));
        }

        assertThat(hashes).doesNotHaveDuplicates();
        // 32768 bits of which half are set, within 8 standard deviations of 90.
        assertThat(ones).isBetween(16_384 - 724, 16_384 + 724);
    }

    /// CVE-2025-69217: who knows the program must not know its nonces.
    @Test
    void noncesAreOfThisServerAlone() throws IOException {
        client.challenge();
        TestTurn sameAgain = TestTurn.config();
        try (InMemoryTurn one = new InMemoryTurn(sameAgain);
                InMemoryTurn other = new InMemoryTurn(sameAgain)) {
            String first = one.client("1.2.3.4", 1000).challenge().nonce();
            String second = other.client("1.2.3.4", 1000).challenge().nonce();

            assertThat(hash(first)).isNotEqualTo(hash(second));
        }
    }

    /// CVE-2026-68553: a username was a format string. It is not written at all, or on one line,
    /// and it is not a label of metrics.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s%n%x%n%p",
                "{} {0} ${jndi:ldap://127.0.0.1/a}",
                "bob\r\n12:00:00.000 INFO  TurnServer: event=forged",
                "\u001b[2J\u0000\u0007\u202e",
                "'; DROP TABLE users; --"
            })
    void usernamesAreNothingButNames(String name) throws IOException {
        restart(TestTurn.config().user(name, "a password"));
        Logger logger = (Logger) LoggerFactory.getLogger("dialtone");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.TRACE);
        logger.setAdditive(false);
        try {
            client.as(name, "a wrong password");
            assertThat(client.allocate().code()).isEqualTo(401);
            client.as(name, "a password");
            assertThat(client.allocate().code()).isEqualTo(200);
            assertThat(client.permit(at("10.0.0.1", 1)).code()).isEqualTo(403);
            assertThat(client.bind(1, peer.local()).code()).isEqualTo(400);
            assertThat(client.refresh(0).code()).isEqualTo(200);
        } finally {
            logger.detachAppender(log);
            logger.setLevel(null);
            logger.setAdditive(true);
        }

        Set<String> messages = new HashSet<>();
        List.copyOf(log.list).forEach(event -> messages.add(event.getFormattedMessage()));
        assertThat(messages).anyMatch(message -> message.contains("event=peer_denied"));
        assertThat(messages)
                .noneMatch(message -> message.chars().anyMatch(Character::isISOControl))
                .noneMatch(message -> message.contains("event=forged"));
        assertThat(registry.getMeters())
                .flatMap(meter -> meter.getId().getTags())
                .noneMatch(tag -> tag.getValue().contains(name));
    }
}
