package dialtone.turn;

import static dialtone.turn.DtlsHello.HELLO_VERIFY_REQUEST;
import static dialtone.turn.DtlsHello.MESSAGE_TYPE_AT;
import static dialtone.turn.DtlsHello.cookie;
import static dialtone.turn.DtlsHello.hello;
import static dialtone.turn.DtlsHello.withCookie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// What sources that have proven nothing can do to DTLS, and what bad records do to a session.
class DtlsStrangersTest extends WithServer {

    private static final int CHANNEL = 0x4001;
    private static final int HELLOS = 10_000;

    @TempDir Path directory;
    private TestCertificate certificate;

    @BeforeEach
    void useDtls() throws IOException {
        certificate = TestCertificate.in(directory, "first");
        restart(config());
    }

    private TestTurn config() {
        return TestTurn.config().tls(certificate, 100, Duration.ofMinutes(1));
    }

    @Test
    void answersAHelloWithACookieAndKeepsNothing() throws IOException {
        try (UdpWire stranger = stranger()) {
            byte[] hello = hello(1);

            stranger.send(hello);
            byte[] answer = stranger.receive();

            assertThat(answer[MESSAGE_TYPE_AT]).isEqualTo((byte) HELLO_VERIFY_REQUEST);
            assertThat(answer.length).isLessThan(hello.length);
            assertThat(sessions()).isZero();
        }
    }

    @Test
    void answersNoShorterHelloWithALongerAnswer() throws IOException {
        try (UdpWire stranger = stranger()) {
            byte[] hello = hello(1);

            for (int length = 1; length < hello.length; length++) {
                stranger.send(Arrays.copyOf(hello, length));
            }
            assertNothingCameBefore();

            assertThatThrownBy(() -> stranger.receiveWithin(1)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void keepsNothingOfManyHellos() throws IOException {
        List<UdpWire> strangers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            strangers.add(stranger());
        }
        try {
            for (int i = 0; i < HELLOS; i++) {
                UdpWire stranger = strangers.get(i % strangers.size());
                stranger.send(hello(i));
                stranger.receive();
            }
        } finally {
            strangers.forEach(UdpWire::close);
        }

        assertThat(sessions()).isZero();
        assertThat(handshakes()).isZero();
    }

    @Test
    void answersASourceNoOftenerThanOtherStrangers() throws IOException {
        restart(config().unauthorizedRateLimit(3));
        try (UdpWire stranger = stranger()) {
            for (int i = 0; i < 5; i++) {
                stranger.send(hello(i));
            }
            for (int i = 0; i < 3; i++) {
                stranger.receive();
            }

            awaitDroppedDatagrams(2, "rate-limited");
            clock.advance(Duration.ofSeconds(1));
            stranger.send(hello(6));
            assertThat(stranger.receive()).isNotEmpty();
        }
    }

    @Test
    void beginsASessionWithTheCookie() throws IOException {
        try (UdpWire stranger = stranger()) {
            stranger.send(withCookie(hello(1), cookie(stranger, hello(1))));

            awaitSessions(1);
        }
    }

    @Test
    void takesNoCookieFromAnotherPort() throws IOException {
        try (UdpWire one = stranger();
                UdpWire other = stranger()) {
            byte[] cookie = cookie(one, hello(1));

            other.send(withCookie(hello(1), cookie));

            assertThat(other.receive()[MESSAGE_TYPE_AT]).isEqualTo((byte) HELLO_VERIFY_REQUEST);
            assertThat(sessions()).isZero();
        }
    }

    @Test
    void takesACookieThatIsHalfAMinuteOldAndNoneThatIsOlderThanAMinute() throws IOException {
        try (UdpWire one = stranger();
                UdpWire other = stranger()) {
            byte[] early = cookie(one, hello(1));
            clock.advance(Duration.ofSeconds(30));
            byte[] late = cookie(other, hello(2));
            clock.advance(Duration.ofSeconds(30));

            one.send(withCookie(hello(1), early));
            assertThat(one.receive()[MESSAGE_TYPE_AT]).isEqualTo((byte) HELLO_VERIFY_REQUEST);
            other.send(withCookie(hello(2), late));
            awaitSessions(1);
        }
    }

    @Test
    void endsAHandshakeThatTakesTooLong() throws IOException {
        try (UdpWire stranger = stranger()) {
            stranger.send(withCookie(hello(1), cookie(stranger, hello(1))));
            awaitSessions(1);

            clock.advance(Duration.ofSeconds(11));

            awaitHandshakes(1, "timeout");
            awaitSessions(0);
            await("no handshake", () -> handshakes() == 0);
        }
    }

    @Test
    void beginsNoMoreHandshakesThanItMay() throws IOException {
        restart(config().dtls(true, 1));
        try (UdpWire one = stranger();
                UdpWire other = stranger()) {
            one.send(withCookie(hello(1), cookie(one, hello(1))));
            awaitSessions(1);

            other.send(withCookie(hello(2), cookie(other, hello(2))));

            awaitHandshakes(1, "too-many");
            assertThat(sessions()).isEqualTo(1);
        }
    }

    @Test
    void beginsNoMoreSessionsThanItMay() throws IOException {
        restart(config().quotas(1, 1).dtls(true, 1000));
        List<UdpWire> strangers = new ArrayList<>();
        try {
            for (int i = 0; i < 102; i++) {
                UdpWire stranger = stranger();
                strangers.add(stranger);
                stranger.send(withCookie(hello(i), cookie(stranger, hello(i))));
            }

            awaitHandshakes(1, "full");
            assertThat(sessions()).isEqualTo(101);
        } finally {
            strangers.forEach(UdpWire::close);
        }
    }

    @Test
    void dropsRecordsOfNoSession() throws IOException {
        Random random = new Random(1);
        try (UdpWire stranger = stranger()) {
            for (int first = 20; first < 64; first++) {
                byte[] garbage = new byte[random.nextInt(1, 200)];
                random.nextBytes(garbage);
                garbage[0] = (byte) first;
                stranger.send(garbage);
            }

            awaitDroppedDatagrams(44, "no-session");
        }
        assertNothingCameBefore();
    }

    @Test
    void dropsGarbageWithinASession() throws IOException {
        try (TestClient secure = secure()) {
            UdpWire socket = ((DtlsWire) secure.wire()).udp();
            int before = badRecords();
            Random random = new Random(2);
            for (int i = 0; i < 100; i++) {
                byte[] garbage = new byte[random.nextInt(1, 200)];
                random.nextBytes(garbage);
                garbage[0] = (byte) random.nextInt(20, 64);
                socket.send(garbage);
            }

            assertCarries(secure);
            awaitDroppedDatagrams(before + 100, "bad-record");
        }
    }

    @Test
    void dropsTruncatedAndChangedRecords() throws IOException {
        try (TestClient secure = secure()) {
            DtlsWire wire = (DtlsWire) secure.wire();
            secure.sendChannelData(CHANNEL, "whole");
            assertThat(peer.receive()).isEqualTo(utf8("whole"));
            int before = badRecords();
            byte[] record = wire.lastSent();
            // The next one, so that it is not dropped for having come before.
            record[10]++;

            for (int length = 1; length < record.length; length++) {
                wire.udp().send(Arrays.copyOf(record, length));
            }
            wire.udp().send(record);

            awaitDroppedDatagrams(before + record.length, "bad-record");
            assertCarries(secure);
        }
    }

    @Test
    void dropsRecordsThatComeAgain() throws IOException {
        try (TestClient secure = secure()) {
            DtlsWire wire = (DtlsWire) secure.wire();
            secure.sendChannelData(CHANNEL, "once");
            assertThat(peer.receive()).isEqualTo(utf8("once"));
            int before = badRecords();

            wire.udp().send(wire.lastSent());

            awaitDroppedDatagrams(before + 1, "bad-record");
            assertCarries(secure);
        }
    }

    @Test
    void keepsASessionWhenSomebodyElseSaysHelloInItsName() throws IOException {
        try (TestClient secure = secure()) {
            DtlsWire wire = (DtlsWire) secure.wire();

            wire.udp().send(hello(1));
            byte[] bad = withCookie(hello(1), new byte[32]);
            wire.udp().send(bad);

            assertCarries(secure);
            assertThat(sessions()).isEqualTo(1);
        }
    }

    @Test
    void takesNoDtlsWithoutACertificate() throws IOException {
        restart(TestTurn.config());

        assertTakesNoDtls();
    }

    @Test
    void takesNoDtlsWhenItIsTurnedOff() throws IOException {
        restart(config().dtls(false, 1));

        assertTakesNoDtls();
    }

    private void assertTakesNoDtls() throws IOException {
        try (UdpWire stranger = stranger()) {
            stranger.send(hello(1));

            awaitDropped(1, "malformed");
        }
    }

    /// Those so far: a client that waited long for an answer has sent a part of its handshake
    /// twice.
    private int badRecords() {
        return (int) droppedDatagrams("bad-record");
    }

    private TestClient secure() throws IOException {
        TestClient secure = TestClient.over(DtlsWire.to(address()));
        secure.relay();
        secure.bind(CHANNEL, peer.local());
        return secure;
    }

    private void assertCarries(TestClient secure) throws IOException {
        secure.sendChannelData(CHANNEL, "still here");
        assertThat(peer.receive()).isEqualTo(utf8("still here"));
        peer.send(utf8("both of us"));
        assertThat(secure.receiveChannelData(CHANNEL)).isEqualTo("both of us");
    }

    private UdpWire stranger() throws IOException {
        return UdpWire.between("127.0.0.1", address());
    }
}
