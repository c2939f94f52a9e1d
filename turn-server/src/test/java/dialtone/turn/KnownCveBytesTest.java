package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What other servers did wrong with the bytes of messages; each test names its CVE.
class KnownCveBytesTest extends WithServer {

    private static final String SECRET = "a secret of somebody else";
    private static final int ACCESS_TOKEN = 0x001b;
    private static final int V6_HEADER_LIMIT = 65_504;

    /// Fills the slots that packets are received into with somebody else's bytes.
    private void fillMemory(InetSocketAddress to) throws IOException {
        byte[] secrets = utf8(SECRET.repeat(50));
        try (UdpWire other = UdpWire.between("127.0.0.1", to)) {
            for (int i = 0; i < 100; i++) {
                secrets[0] = 0x40;
                other.send(secrets);
            }
        }
        awaitDropped(100, "no-allocation");
    }

    /// CVE-2020-4067: the padding of an attribute held what was in the memory before.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void paddingOfDataIndicationsIsZero(int length) throws IOException {
        client.relay();
        client.permit(peer.local());
        fillMemory(address());
        client.sendIndication(peer.local(), "who");
        peer.receive();

        peer.send(new byte[length]);
        StunAnswer data = client.receiveData();

        assertThat(data.value(StunBytes.DATA_ATTRIBUTE)).hasSize(length);
        assertThat(data.isPaddedWithZeros()).isTrue();
    }

    /// CVE-2020-4067, over a connection, where ChannelData is padded too.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void paddingOfChannelDataIsZero(int length) throws IOException {
        try (TcpWire stream = new TcpWire(address())) {
            TestClient tcp = TestClient.over(stream);
            tcp.relay();
            tcp.bind(FIRST_CHANNEL, peer.local());
            fillMemory(address());
            tcp.sendChannelData(FIRST_CHANNEL, "who");
            peer.receive();

            peer.send(new byte[length]);
            byte[] padded = stream.receivePadded();

            assertThat(padded).hasSize(4 + (length + 3 & ~3));
            assertThat(Arrays.copyOfRange(padded, 4, padded.length)).containsOnly(0);
        }
    }

    /// CVE-2026-104074: the reserved bytes of ERROR-CODE were not written.
    @Test
    void errorCodesAreWhollyWritten() throws IOException {
        fillMemory(address());
        client.challenge();
        StunBytes unknown = StunBytes.of(StunBytes.BINDING).with(0x7f01);
        StunBytes wrong = StunBytes.of(StunBytes.BINDING).with(StunBytes.EVEN_PORT);
        StunAnswer[] refusals = {
            client.ask(StunBytes.of(StunBytes.ALLOCATE)),
            client.ask(unknown),
            client.ask(wrong),
            client.request(StunBytes.ALLOCATE, r -> r),
            client.request(StunBytes.ALLOCATE, r -> r.withInt(StunBytes.REQUESTED_TRANSPORT, 0)),
            client.refresh(600),
            TestClient.over(client.wire()).withRealm(client.realm()).withNonce("stale").refresh(600)
        };

        for (StunAnswer refusal : refusals) {
            ByteBuffer value = ByteBuffer.wrap(refusal.value(StunBytes.ERROR_CODE));
            assertThat(value.getShort()).as("%s", refusal).isZero();
            assertThat(value.get()).as("class of %s", refusal).isBetween((byte) 3, (byte) 6);
            assertThat(value.get()).as("number of %s", refusal).isBetween((byte) 0, (byte) 99);
            assertThat(refusal.words()).matches("[ -~]+");
            assertThat(refusal.isPaddedWithZeros()).as("%s", refusal).isTrue();
        }
    }

    /// CVE-2026-62959: a stranger was answered with memory behind his message.
    @Test
    void answersHoldNothingBehindTheMessage() throws IOException {
        fillMemory(address());

        for (int length = 0; length < 40; length++) {
            StunBytes request = StunBytes.of(StunBytes.ALLOCATE);
            byte[] claims =
                    ByteBuffer.allocate(4)
                            .putShort((short) StunBytes.USERNAME)
                            .putShort((short) (length * 100))
                            .array();
            byte[] bytes = Arrays.copyOf(request.bytes(), 24);
            bytes[3] = 4;
            System.arraycopy(claims, 0, bytes, 20, 4);
            client.wire().send(bytes);
            byte[] answer = client.wire().receive();

            assertThat(new String(answer, StandardCharsets.ISO_8859_1)).doesNotContain("secret");
            assertThat(new StunAnswer(answer).code()).isIn(400, 401);
        }
    }

    /// CVE-2026-68552: a length that does not fit 16 bits was cut, and what followed on the
    /// connection was read as something else.
    @ParameterizedTest
    @ValueSource(ints = {V6_HEADER_LIMIT + 1, V6_HEADER_LIMIT + 3})
    void dropsWhatIsTooLongForItsLength(int length) throws IOException {
        restart(TestTurn.config().on("::1"));
        try (TestClient tcp = TestClient.tcp(address());
                UdpWire v6 = UdpWire.peer("::1")) {
            InetSocketAddress relayed = tcp.relay();
            tcp.permit(v6.local());

            v6.sendTo(relayed, new byte[length]);
            awaitDropped(1, "too-long");
            v6.send(new byte[V6_HEADER_LIMIT]);
            v6.send(utf8("next"));

            assertThat(tcp.receiveData().value(StunBytes.DATA_ATTRIBUTE)).hasSize(V6_HEADER_LIMIT);
            assertThat(tcp.receiveData().text(StunBytes.DATA_ATTRIBUTE)).isEqualTo("next");
        }
    }

    /// CVE-2026-68554: attributes after MESSAGE-INTEGRITY were heeded, and nobody vouches for them.
    @Test
    void heedsNoPeerAfterTheIntegrity() throws IOException {
        client.relay();
        StunBytes request =
                client.signed(
                        StunBytes.of(StunBytes.CREATE_PERMISSION).withPeer(at("127.0.0.2", 1)));

        StunAnswer answer = client.ask(request.withPeer(peer.local()));
        client.sendIndication(peer.local(), "not permitted");

        assertThat(answer.isSuccess()).isTrue();
        awaitDropped(1, "no-permission");
    }

    /// CVE-2026-68554, of a channel.
    @Test
    void bindsNothingThatStandsAfterTheIntegrity() throws IOException {
        client.relay();
        StunBytes request = client.signed(StunBytes.of(StunBytes.CHANNEL_BIND));

        StunAnswer answer = client.ask(request.withChannel(FIRST_CHANNEL).withPeer(peer.local()));

        assertThat(answer.code()).isEqualTo(400);
    }

    /// CVE-2026-40613: values at odd places were read as if they were not, and some machines stop
    /// at that.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void readsAttributesOfEveryLength(int length) throws IOException {
        StunBytes request =
                StunBytes.of(StunBytes.BINDING)
                        .with(StunBytes.SOFTWARE, new byte[length])
                        .with(0xc001, new byte[length])
                        .withFingerprint();

        assertThat(client.ask(request).isSuccess()).isTrue();
    }

    /// CVE-2026-40613, of the message's own length.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void answersNoMessageOfAnOddLength(int more) throws IOException {
        byte[] odd = Arrays.copyOf(StunBytes.of(StunBytes.BINDING).bytes(), 20 + more);
        odd[3] = (byte) more;

        client.wire().send(odd);

        awaitDropped(1, "malformed");
        assertNothingCameBefore();
        try (TcpWire stream = new TcpWire(address())) {
            stream.send(odd);
            assertThat(stream.isEndedByServer()).isTrue();
        }
    }

    /// CVE-2020-6061, CVE-2020-6062: the port spoke HTTP too, and read as much of a form as its
    /// header claimed, or what was not there. This one does not speak it.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1\r\nContent-Length: 100000\r\n\r\nuname=",
                "POST /logon HTTP/1.1\r\nContent-Length: -1\r\n\r\n=&=&=",
                "POST /logon HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.0\r\n\r\n"
            })
    void speaksNoHttp(String request) throws IOException {
        try (TcpWire browser = new TcpWire(address())) {
            browser.send(utf8(request));

            assertThat(browser.isEndedByServer()).isTrue();
        }
        assertNothingCameBefore();
    }

    /// CVE-2026-43994: a token for OAuth (RFC 7635) was decoded into a place on the stack that was
    /// too small for it.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 11, 12, 13, 127, 128, 511, 512, 4096, 8000})
    void outlivesAccessTokensOfEveryLength(int length) throws IOException {
        byte[] token = new byte[length];
        Arrays.fill(token, (byte) 0xff);
        client.challenge();

        StunAnswer signed =
                client.request(StunBytes.ALLOCATE, r -> r.withUdp().with(ACCESS_TOKEN, token));
        StunAnswer strangers =
                client.ask(StunBytes.of(StunBytes.ALLOCATE).with(ACCESS_TOKEN, token));

        assertThat(signed.code()).isBetween(400, 499);
        assertThat(strangers.code()).isBetween(400, 499);
        assertNothingCameBefore();
    }
}
