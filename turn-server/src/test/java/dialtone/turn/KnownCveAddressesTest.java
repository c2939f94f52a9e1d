package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.turn.relay.AddressCorpus;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;

/// Where other servers could be made to send to; each test names its CVE. That every address is
/// judged on every path is what [AddressCorpusTest] and [ConnectCorpusTest] try.
class KnownCveAddressesTest {

    private static final int PORT = 4000;
    private static final int CHANNEL = 0x4000;

    /// It relays for the internet, although it is on loopback, where the system has addresses to
    /// connect from.
    private static TestTurn config(boolean isV6) {
        return TestTurn.config()
                .on("9.9.9.10")
                .listenPort(3478)
                .relayingOn(isV6 ? "::1" : "127.0.0.1");
    }

    /// Refused by every request that names a peer, and no packet goes there.
    private static void assertOutOfReach(TestTurn config, String address) throws IOException {
        byte[] peer = AddressCorpus.bytes(address);
        try (InMemoryTurn turn = new InMemoryTurn(config);
                TestClient udp = turn.client("1.2.3.4", 1000)) {
            udp.relay();
            assertThat(udp.request(StunBytes.CREATE_PERMISSION, r -> r.withPeer(peer, PORT)).code())
                    .isEqualTo(403);
            assertThat(
                            udp.request(
                                            StunBytes.CHANNEL_BIND,
                                            r -> r.withChannel(CHANNEL).withPeer(peer, PORT))
                                    .code())
                    .isEqualTo(403);
            udp.wire()
                    .send(
                            StunBytes.of(StunBytes.SEND)
                                    .withPeer(peer, PORT)
                                    .withText(StunBytes.DATA_ATTRIBUTE, "no")
                                    .bytes());
            udp.sendChannelData(CHANNEL, "no");
            assertThat(turn.takeSentToPeers()).isEmpty();
            assertThat(connect(turn, peer)).isEqualTo(403);
        }
    }

    private static int connect(InMemoryTurn turn, byte[] peer) throws IOException {
        try (TestClient tcp = turn.connection("1.2.3.4", 2000)) {
            assertThat(tcp.request(StunBytes.ALLOCATE, StunBytes::withTcp).code()).isEqualTo(200);
            return tcp.request(StunBytes.CONNECT, r -> r.withPeer(peer, PORT)).code();
        }
    }

    private static boolean isV6(String address) {
        return AddressCorpus.bytes(address).length == 16;
    }

    /// CVE-2018-4058, and CVE-2021-21382 of restund: what listens on the machine itself was open to
    /// everybody, if nobody had thought of forbidding it.
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.255.0.3", "::1"})
    void reachesNoLoopback(String address) throws IOException {
        assertOutOfReach(config(isV6(address)), address);
    }

    /// CVE-2020-26262: the system takes the unspecified address for itself.
    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "0.1.2.3", "::"})
    void reachesNoUnspecifiedAddress(String address) throws IOException {
        assertOutOfReach(config(isV6(address)), address);
    }

    /// CVE-2026-27624: who wrote an IPv4 address in its mapped form got around what was denied.
    @ParameterizedTest
    @ValueSource(strings = {"::ffff:8.8.8.8", "::ffff:808:808", "::ffff:8.8.8.255"})
    void mappedAddressesEvadeNoDeniedBlock(String address) throws IOException {
        assertOutOfReach(config(true).denying("8.8.8.0/24"), address);
    }

    /// CVE-2026-53450: loopback was known as 127.0.0.1 alone.
    @ParameterizedTest
    @ValueSource(strings = {"::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:127.9.9.9"})
    void mappedAddressesReachNoLoopback(String address) throws IOException {
        assertOutOfReach(config(true), address);
    }

    /// CVE-2026-73212: the peer of a Connect request was judged by its form, so that 6to4, NAT64,
    /// compatible, translated and Teredo addresses went through.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2002:7f00:1::",
                "2002:a00:1::1",
                "2002:a9fe:a9fe::",
                "64:ff9b::127.0.0.1",
                "64:ff9b::10.0.0.1",
                "64:ff9b::169.254.169.254",
                "64:ff9b:1::10.0.0.1",
                "::127.0.0.1",
                "::10.0.0.1",
                "::ffff:0:127.0.0.1",
                "::ffff:0:10.0.0.1",
                "2001:0:808:808:0:0:f5ff:fffe"
            })
    void connectsToNoDisguise(String address) throws IOException {
        try (InMemoryTurn turn = new InMemoryTurn(config(true))) {
            assertThat(connect(turn, AddressCorpus.bytes(address))).isEqualTo(403);
        }
    }

    /// CVE-2026-73212, of what the operator denies.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2002:808:808::1",
                "64:ff9b::8.8.8.8",
                "::8.8.8.8",
                "::ffff:8.8.8.8",
                "::ffff:0:8.8.8.8"
            })
    void connectsToNoDisguiseOfADeniedBlock(String address) throws IOException {
        try (InMemoryTurn turn = new InMemoryTurn(config(true).denying("8.8.8.0/24"))) {
            assertThat(connect(turn, AddressCorpus.bytes(address))).isEqualTo(403);
        }
    }

    /// CVE-2026-73213: of IPv6 ranges not all bytes were compared.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2a00:1450:4001:800::",
                "2a00:1450:4001:80f::1",
                "2a00:1450:4001:80f:ffff:ffff:ffff:ffff"
            })
    void deniesTheWholeOfAnIpv6Block(String address) throws IOException {
        assertOutOfReach(config(true).denying("2a00:1450:4001:800::/60"), address);
    }

    /// CVE-2026-73213: and nothing beside it.
    @Test
    void deniesNothingButTheIpv6Block() throws IOException {
        TestTurn config = config(true).denying("2a00:1450:4001:800::/60");
        try (InMemoryTurn turn = new InMemoryTurn(config);
                TestClient client = turn.client("1.2.3.4", 1000)) {
            client.relay();
            for (String beside :
                    new String[] {
                        "2a00:1450:4001:7ff:ffff:ffff:ffff:ffff",
                        "2a00:1450:4001:810::",
                        "2a00:1450:4000:800::",
                        "2b00:1450:4001:800::"
                    }) {
                byte[] peer = AddressCorpus.bytes(beside);
                assertThat(
                                client.request(
                                                StunBytes.CREATE_PERMISSION,
                                                r -> r.withPeer(peer, PORT))
                                        .code())
                        .as(beside)
                        .isEqualTo(200);
            }
        }
    }
}
