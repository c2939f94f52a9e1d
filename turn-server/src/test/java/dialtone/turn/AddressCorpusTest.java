package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.turn.relay.AddressCorpus;
import dialtone.turn.relay.AddressCorpus.Entry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/// Every way to name a peer, with every address and every disguise of one: what the policy denies
/// is refused, and nothing is sent there. Other servers were bypassed on one path or by one form
/// again and again (CVE-2018-4058, CVE-2020-26262, CVE-2021-21382, CVE-2026-27624, CVE-2026-53450,
/// CVE-2026-73212).
///
/// A new way to name a peer is one line in [#paths()]. [ConnectCorpusTest] is the same for
/// connections with peers, which need relayed addresses that the system has.
class AddressCorpusTest {

    private static final String V4_RELAY = "9.9.9.9";
    private static final String V6_RELAY = "2620:fe::fe";
    private static final String V4_ALLOWED = "8.8.4.4";
    private static final String V6_ALLOWED = "2001:4860:4860::8844";
    private static final int PORT = 4000;
    private static final int CHANNEL = 0x4000;

    /// A way to name a peer.
    record Path(String name, Arrival arrival, Attempt attempt) {

        @Override
        public String toString() {
            return name;
        }
    }

    /// A way to get an allocation.
    interface Arrival {

        /// A client with an allocation and a permission for another peer.
        TestClient at(InMemoryTurn turn, boolean isV6, int port) throws IOException;
    }

    /// Names a peer, after a permission for another.
    interface Attempt {
        StunAnswer with(TestClient client, byte[] peer) throws IOException;
    }

    private static Stream<Path> paths() {
        Attempt permission = attempt(StunBytes.CREATE_PERMISSION, (r, p) -> r.withPeer(p, PORT));
        Attempt channel =
                attempt(StunBytes.CHANNEL_BIND, (r, p) -> r.withChannel(CHANNEL).withPeer(p, PORT));
        return Stream.of(
                new Path("CreatePermission", AddressCorpusTest::relaying, permission),
                new Path(
                        "CreatePermission after an allowed peer",
                        AddressCorpusTest::relaying,
                        attempt(
                                StunBytes.CREATE_PERMISSION,
                                (r, p) ->
                                        r.withPeer(allowed(p.length == 16), PORT)
                                                .withPeer(p, PORT))),
                new Path(
                        "CreatePermission before an allowed peer",
                        AddressCorpusTest::relaying,
                        attempt(
                                StunBytes.CREATE_PERMISSION,
                                (r, p) ->
                                        r.withPeer(p, PORT)
                                                .withPeer(allowed(p.length == 16), PORT))),
                new Path("ChannelBind", AddressCorpusTest::relaying, channel),
                new Path("CreatePermission after a move", AddressCorpusTest::moved, permission),
                new Path("ChannelBind after a move", AddressCorpusTest::moved, channel),
                new Path(
                        "CreatePermission on a port that was reserved",
                        AddressCorpusTest::reserved,
                        permission),
                new Path(
                        "ChannelBind on a port that was reserved",
                        AddressCorpusTest::reserved,
                        channel));
    }

    private interface Naming {
        StunBytes in(StunBytes request, byte[] peer);
    }

    private static Attempt attempt(int method, Naming naming) {
        return (client, peer) -> client.request(method, r -> naming.in(r, peer));
    }

    private static byte[] allowed(boolean isV6) {
        return AddressCorpus.bytes(isV6 ? V6_ALLOWED : V4_ALLOWED);
    }

    private static TestTurn config(boolean isV6) {
        return TestTurn.config()
                .on("9.9.9.10")
                .listenPort(3478)
                .quotas(1000, 1000)
                .relayingOn(isV6 ? V6_RELAY : V4_RELAY);
    }

    private static List<Entry> corpus(boolean isAllowed) {
        return AddressCorpus.entries().stream().filter(e -> e.isAllowed() == isAllowed).toList();
    }

    private static TestClient relaying(InMemoryTurn turn, boolean isV6, int port)
            throws IOException {
        TestClient client = turn.client("1.2.3.4", port);
        client.relay();
        permitOther(client, isV6);
        return client;
    }

    /// The permission comes with the allocation from where the client was before (RFC 8016).
    private static TestClient moved(InMemoryTurn turn, boolean isV6, int port) throws IOException {
        TestClient before = turn.client("1.2.3.4", port);
        StunAnswer made =
                before.request(
                        StunBytes.ALLOCATE, r -> r.withUdp().with(StunBytes.MOBILITY_TICKET));
        permitOther(before, isV6);
        byte[] ticket = made.value(StunBytes.MOBILITY_TICKET);

        TestClient client = turn.client("1.2.3.5", port);
        StunAnswer moved =
                client.request(StunBytes.REFRESH, r -> r.with(StunBytes.MOBILITY_TICKET, ticket));
        assertThat(moved.code()).isEqualTo(200);
        return client;
    }

    private static TestClient reserved(InMemoryTurn turn, boolean isV6, int port)
            throws IOException {
        StunAnswer first =
                turn.client("1.2.3.4", port)
                        .request(
                                StunBytes.ALLOCATE,
                                r -> r.withUdp().with(StunBytes.EVEN_PORT, (byte) 0x80));
        byte[] token = first.value(StunBytes.RESERVATION_TOKEN);

        TestClient client = turn.client("1.2.3.5", port);
        StunAnswer second =
                client.request(
                        StunBytes.ALLOCATE,
                        r -> r.withUdp().with(StunBytes.RESERVATION_TOKEN, token));
        assertThat(second.code()).isEqualTo(200);
        permitOther(client, isV6);
        return client;
    }

    private static void permitOther(TestClient client, boolean isV6) throws IOException {
        StunAnswer permission =
                client.request(StunBytes.CREATE_PERMISSION, r -> r.withPeer(allowed(isV6), PORT));
        assertThat(permission.code()).isEqualTo(200);
    }

    private static void sendTo(TestClient client, byte[] peer) throws IOException {
        client.wire()
                .send(
                        StunBytes.of(StunBytes.SEND)
                                .withPeer(peer, PORT)
                                .withText(StunBytes.DATA_ATTRIBUTE, "no")
                                .bytes());
        client.sendChannelData(CHANNEL, "no");
    }

    /// Tries the path with each peer, on a relay of its family or of the other, and sends to it.
    private static void tryEach(
            Path path, List<Entry> peers, boolean sameFamily, Expectation expected)
            throws IOException {
        try (InMemoryTurn v4 = new InMemoryTurn(config(false));
                InMemoryTurn v6 = new InMemoryTurn(config(true))) {
            for (int i = 0; i < peers.size(); i++) {
                Entry peer = peers.get(i);
                boolean isV6 = peer.isV6() == sameFamily;
                InMemoryTurn turn = isV6 ? v6 : v4;
                TestClient client = path.arrival().at(turn, isV6, 1000 + i);

                StunAnswer answer = path.attempt().with(client, peer.bytes());
                sendTo(client, peer.bytes());

                assertThat(answer.code()).as("%s", peer).isEqualTo(expected.code());
                assertThat(!turn.takeSentToPeers().isEmpty())
                        .as("sends to %s", peer)
                        .isEqualTo(expected.isSent());
            }
        }
    }

    private record Expectation(int code, boolean isSent) {}

    @ParameterizedTest
    @MethodSource("paths")
    void refuseWhatThePolicyDenies(Path path) throws IOException {
        tryEach(path, corpus(false), true, new Expectation(403, false));
    }

    @ParameterizedTest
    @MethodSource("paths")
    void refuseEveryAddressOfTheOtherFamily(Path path) throws IOException {
        tryEach(path, AddressCorpus.entries(), false, new Expectation(443, false));
    }

    /// Else a path that refuses everything would pass for a safe one.
    @ParameterizedTest
    @MethodSource("paths")
    void allowThePublicInternet(Path path) throws IOException {
        List<Entry> peers = corpus(true).stream().filter(peer -> !isMapped(peer)).toList();

        tryEach(path, peers, true, new Expectation(200, true));
    }

    /// An IPv4 address in the mapped form is none that an IPv6 relay could send to.
    @ParameterizedTest
    @MethodSource("paths")
    void sendNothingToAMappedAddress(Path path) throws IOException {
        List<Entry> mapped = corpus(true).stream().filter(AddressCorpusTest::isMapped).toList();

        assertThat(mapped).isNotEmpty();
        tryEach(path, mapped, true, new Expectation(200, false));
    }

    private static boolean isMapped(Entry peer) {
        return peer.address().startsWith("::ffff:");
    }

    @Test
    void permitNothingByARequestThatIsForNoPeer() throws IOException {
        byte[] peer = AddressCorpus.bytes("8.8.8.8");
        try (InMemoryTurn turn = new InMemoryTurn(config(false))) {
            TestClient client = turn.client("1.2.3.4", 1000);
            client.request(
                    StunBytes.ALLOCATE, r -> r.withUdp().withChannel(CHANNEL).withPeer(peer, PORT));
            client.request(StunBytes.REFRESH, r -> r.withChannel(CHANNEL).withPeer(peer, PORT));

            sendTo(client, peer);

            assertThat(turn.takeSentToPeers()).isEmpty();
            assertThat(client.refresh(600).code()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sendsNothingByAPermissionForAnotherAddress(boolean isV6) throws IOException {
        try (InMemoryTurn turn = new InMemoryTurn(config(isV6))) {
            TestClient client = relaying(turn, isV6, 1000);
            List<Entry> entries = AddressCorpus.entries();
            for (Entry entry : entries) {
                sendTo(client, entry.bytes());

                assertThat(turn.takeSentToPeers()).as("%s", entry).isEmpty();
            }
            assertThat(turn.dropped("no-permission")).isEqualTo(entries.size());
        }
    }

    /// A permission is for all ports of an address, so here each packet is judged.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "::ffff:9.9.9.10",
                "::ffff:0:9.9.9.10",
                "::9.9.9.10",
                "64:ff9b::9.9.9.10",
                "2002:909:90a::1",
                "2001:0:4136:e378:8000:63bf:f6f6:f6f5"
            })
    void reachesNoServiceOfItsOwnByADisguise(String disguise) throws IOException {
        byte[] peer = AddressCorpus.bytes(disguise);
        try (InMemoryTurn turn = new InMemoryTurn(config(true))) {
            TestClient client = relaying(turn, true, 1000);

            StunAnswer permission =
                    client.request(StunBytes.CREATE_PERMISSION, r -> r.withPeer(peer, PORT));
            StunAnswer channel =
                    client.request(
                            StunBytes.CHANNEL_BIND,
                            r -> r.withChannel(CHANNEL).withPeer(peer, PORT));
            sendTo(client, peer);

            assertThat(permission.code()).isEqualTo(200);
            assertThat(channel.code()).isEqualTo(403);
            assertThat(turn.takeSentToPeers()).isEmpty();
        }
    }
}
