package dialtone.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.media.srtp.Packets;
import dialtone.media.srtp.ReferenceSrtp;
import dialtone.media.srtp.SrtpKey;
import dialtone.media.srtp.SrtpProfile;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;

class TrunkLegTest extends WithMediaPort {

    private final TestPhone phone = new TestPhone();
    private final TestPhone stranger = new TestPhone();
    private final TrunkLeg trunk = openTrunk();

    @AfterEach
    void closePhones() {
        phone.close();
        stranger.close();
    }

    private void connect(TrunkRemote remote) {
        trunk.receiver(heard);
        trunk.connect(remote);
        settle();
    }

    private static TrunkRemote plain(InetSocketAddress rtp) {
        return new TrunkRemote(rtp, null, false, null, null);
    }

    /// An address that the phone does not send from.
    private static InetSocketAddress behindNat() {
        return new InetSocketAddress("127.0.0.2", 4000);
    }

    private void send(byte[] packet) {
        port.execute(() -> give(packet, trunk));
    }

    @Test
    void hasAnEvenPortAndTheNext() {
        assertThat(trunk.rtp().getPort()).isEven();
        assertThat(trunk.rtcp().getPort()).isEqualTo(trunk.rtp().getPort() + 1);
    }

    @Test
    void carriesPacketsBothWays() throws Exception {
        connect(plain(phone.local()));

        phone.send(Packets.rtp(SOURCE, 1), trunk.rtp());
        send(Packets.rtp(77, 5));

        assertThat(heard.packet()).isEqualTo(Packets.rtp(SOURCE, 1));
        assertThat(phone.receive()).isEqualTo(Packets.rtp(77, 5));
    }

    @Test
    void carriesReportsOnTheirOwnPort() throws Exception {
        try (TestPhone reports = new TestPhone()) {
            connect(new TrunkRemote(phone.local(), reports.local(), false, null, null));

            reports.send(Packets.rtcp(SOURCE), trunk.rtcp());
            port.execute(() -> giveRtcp(Packets.rtcp(77), trunk));

            assertThat(heard.control()).isEqualTo(Packets.rtcp(SOURCE));
            assertThat(reports.receive()).isEqualTo(Packets.rtcp(77));
        }
    }

    @Test
    void carriesReportsWithMediaWhereAgreed() throws Exception {
        connect(new TrunkRemote(phone.local(), null, true, null, null));

        phone.send(Packets.rtcp(SOURCE), trunk.rtp());
        port.execute(() -> giveRtcp(Packets.rtcp(77), trunk));

        assertThat(heard.control()).isEqualTo(Packets.rtcp(SOURCE));
        assertThat(phone.receive()).isEqualTo(Packets.rtcp(77));
    }

    @Test
    void hearsNobodyBesideTheAddressOfTheSdp() throws Exception {
        connect(plain(phone.local()));
        phone.send(Packets.rtp(SOURCE, 1), trunk.rtp());
        for (int i = 0; i < 20; i++) {
            stranger.send(Packets.rtp(SOURCE, 2 + i), trunk.rtp());
        }
        settle();
        phone.send(Packets.rtp(SOURCE, 50), trunk.rtp());

        assertThat(heard.packet()).isEqualTo(Packets.rtp(SOURCE, 1));
        assertThat(heard.packet()).isEqualTo(Packets.rtp(SOURCE, 50));
        assertThat(dropped("from-stranger")).isEqualTo(20);
    }

    @Test
    void learnsTheAddressOfAPhoneBehindANat() throws Exception {
        connect(plain(behindNat()));

        for (int i = 1; i <= 5; i++) {
            phone.send(Packets.rtp(SOURCE, i), trunk.rtp());
        }

        assertThat(heard.packet()).isEqualTo(Packets.rtp(SOURCE, 5));
        send(Packets.rtp(77, 5));
        assertThat(phone.receive()).isEqualTo(Packets.rtp(77, 5));
    }

    /// As in CVE-2025-53399: somebody else's packets come once the address is learned.
    @Test
    void isNotTurnedAwayFromALearnedAddress() throws Exception {
        connect(plain(behindNat()));
        for (int i = 1; i <= 5; i++) {
            phone.send(Packets.rtp(SOURCE, i), trunk.rtp());
        }
        assertThat(heard.packet()).isEqualTo(Packets.rtp(SOURCE, 5));

        for (int i = 0; i < 50; i++) {
            stranger.send(Packets.rtp(4711, i), trunk.rtp());
        }
        settle();
        send(Packets.rtp(77, 5));

        assertThat(phone.receive()).isEqualTo(Packets.rtp(77, 5));
        assertThat(heard.packets()).isZero();
    }

    @Test
    void prefersTheAddressOfTheSdpWhileItLearns() throws Exception {
        connect(plain(phone.local()));
        for (int i = 1; i <= 4; i++) {
            stranger.send(Packets.rtp(4711, i), trunk.rtp());
        }
        phone.send(Packets.rtp(SOURCE, 1), trunk.rtp());
        stranger.send(Packets.rtp(4711, 5), trunk.rtp());
        settle();

        assertThat(heard.packet()).isEqualTo(Packets.rtp(SOURCE, 1));
        assertThat(heard.packets()).isZero();
    }

    @Test
    void followsANewAddressOfTheSdp() throws Exception {
        connect(plain(phone.local()));
        phone.send(Packets.rtp(SOURCE, 1), trunk.rtp());
        assertThat(heard.packet()).isEqualTo(Packets.rtp(SOURCE, 1));

        connect(plain(stranger.local()));
        stranger.send(Packets.rtp(SOURCE, 2), trunk.rtp());

        assertThat(heard.packet()).isEqualTo(Packets.rtp(SOURCE, 2));
    }

    @Test
    void protectsWithTheKeysOfTheSdp() throws Exception {
        SrtpKey ours = SrtpKey.random(SrtpProfile.AES_CM_128_HMAC_SHA1_80, new SecureRandom());
        SrtpKey theirs = SrtpKey.random(SrtpProfile.AES_CM_128_HMAC_SHA1_80, new SecureRandom());
        connect(new TrunkRemote(behindNat(), null, false, ours, theirs));
        stranger.send(Packets.rtp(SOURCE, 1), trunk.rtp());
        settle();

        phone.send(new ReferenceSrtp(theirs).protectRtp(Packets.rtp(SOURCE, 1)), trunk.rtp());

        assertThat(heard.packet()).isEqualTo(Packets.rtp(SOURCE, 1));
        send(Packets.rtp(77, 5));
        assertThat(new ReferenceSrtp(ours).unprotectRtp(phone.receive()))
                .isEqualTo(Packets.rtp(77, 5));
        assertThat(dropped("not-authentic")).isEqualTo(1);
    }

    @Test
    void dropsWhatIsNoPacket() throws Exception {
        connect(plain(phone.local()));
        phone.send(new byte[0], trunk.rtp());
        phone.send(new byte[11], trunk.rtp());
        phone.send(new byte[100], trunk.rtp());
        phone.send(new byte[7], trunk.rtcp());
        settle();

        assertThat(dropped("malformed")).isEqualTo(4);
        assertThat(heard.packets()).isZero();
    }

    @Test
    void sendsNothingBeforeTheSdpIsKnown() {
        send(Packets.rtp(77, 5));
        settle();

        assertThat(dropped("not-connected")).isEqualTo(1);
    }

    @Test
    void joinsABrowserAndAPhone() throws Exception {
        connect();
        trunk.receiver(leg);
        leg.receiver(trunk);
        trunk.connect(plain(phone.local()));
        settle();

        browser.send(browser.protect(Packets.rtp(SOURCE, 1)));
        assertThat(phone.receive()).isEqualTo(Packets.rtp(SOURCE, 1));
        phone.send(Packets.rtp(77, 5), trunk.rtp());
        assertThat(browser.receiveRtp()).isEqualTo(Packets.rtp(77, 5));
    }

    @Test
    void saysWhenNoPortsAreFreeAndGivesThemBack() throws IOException {
        int even = trunk.rtp().getPort();
        MediaConfig narrow =
                new MediaConfig(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        List.of(),
                        1,
                        new MediaConfig.TrunkPorts(even, even + 1),
                        0);
        try (MediaPort other = MediaPort.open(narrow, registry)) {
            assertThat(other.trunk()).isNull();

            trunk.close();
            settle();

            assertThat(other.trunk()).isNotNull();
        }
    }

    @Test
    void refusesKeysOfOneEndAlone() {
        SrtpKey key = SrtpKey.random(SrtpProfile.AES_CM_128_HMAC_SHA1_80, new SecureRandom());

        assertThatThrownBy(() -> new TrunkRemote(behindNat(), null, false, key, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one key");
    }
}
