package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import dialtone.turn.allocation.Quotas;
import dialtone.turn.relay.AddressPolicy;
import dialtone.turn.relay.Datagram;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// Some clients and peers of a server, and what must hold whatever they do:
///
/// - the server sends to peers only what a client with a permission for them may send, by what the
///   answers said to the client, and never to what the address policy denies;
/// - whatever it sends to clients is a whole message;
/// - when all is over, ports and quotas are given back, and a Binding is answered.
///
/// Threading: for the test's thread.
final class AllocationLife {

    private static final String RELAY = "9.9.9.9";
    private static final int USER_QUOTA = 2;
    private static final Duration PERMISSION_LIFETIME = Duration.ofMinutes(5);
    private static final Duration AFTER_ALL = Duration.ofHours(2);
    private static final AddressPolicy POLICY = new AddressPolicy(List.of(), List.of(), false);
    private static final List<InetSocketAddress> PEERS =
            List.of(
                    at("8.8.8.8", 1000),
                    at("8.8.8.8", 1001),
                    at("8.8.4.4", 1000),
                    at("10.0.0.1", 1000),
                    at("127.0.0.1", 53),
                    at(RELAY, 53),
                    at("9.9.9.10", 3478),
                    at("2001:4860:4860::8888", 1000));

    private final InMemoryTurn turn;
    private final List<LifeClient> clients =
            List.of(
                    new LifeClient(at("1.2.3.4", 1111), false, TestTurn.USER, TestTurn.PASSWORD),
                    new LifeClient(
                            at("1.2.3.5", 1111),
                            false,
                            TestTurn.OTHER_USER,
                            TestTurn.OTHER_PASSWORD),
                    new LifeClient(at("1.2.3.6", 1111), true, TestTurn.USER, TestTurn.PASSWORD));

    /// By their transactions.
    private final Map<String, byte[]> requests = new HashMap<>();

    /// What answers said that clients have, by relayed address.
    private final Map<InetSocketAddress, Allocated> allocated = new HashMap<>();

    private final Map<LifeClient, InetSocketAddress> relayedOf = new HashMap<>();
    private int transactions;

    /// Until when a client may send to which addresses.
    private record Allocated(Map<InetAddress, Long> permittedUntilNanos) {}

    AllocationLife(InMemoryTurn turn) {
        this.turn = turn;
    }

    /// A server that is short of everything.
    static InMemoryTurn server() {
        return new InMemoryTurn(
                TestTurn.config()
                        .on("9.9.9.10")
                        .listenPort(3478)
                        .relayingOn(RELAY)
                        .relayPorts(20_001, 20_006)
                        .quotas(USER_QUOTA, 3)
                        .bounds(3, 3)
                        .unauthorizedRateLimit(20));
    }

    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    LifeClient client(int number) {
        return clients.get(number % clients.size());
    }

    /// A stranger's address, or a client's relayed one.
    InetSocketAddress peer(int number) {
        int n = number % (PEERS.size() + clients.size());
        if (n < PEERS.size()) {
            return PEERS.get(n);
        }
        return relayedOf.getOrDefault(clients.get(n - PEERS.size()), at(RELAY, 20_001));
    }

    byte[] nextTransaction() {
        return ByteBuffer.allocate(12).putInt(8, ++transactions).array();
    }

    /// Gets a nonce for who has none.
    void challenge(LifeClient client) {
        if (!client.hasNonce()) {
            byte[] id = nextTransaction();
            send(client, StunBytes.of(StunBytes.ALLOCATE).withTransaction(id).bytes(), 0);
        }
    }

    void send(LifeClient client, byte[] bytes, int firstPart) {
        if (bytes.length >= 20) {
            requests.put(HexFormat.of().formatHex(bytes, 8, 20), bytes);
        }
        client.send(turn, bytes, firstPart);
        check();
    }

    void fromPeer(InetSocketAddress peer, LifeClient to, byte[] payload) {
        turn.deliver(peer, relayedOf.getOrDefault(to, at(RELAY, 20_002)), payload);
        check();
    }

    void pass(Duration time) {
        turn.clock.advance(time);
        turn.turn();
        check();
    }

    /// Lets all end by its time.
    void end() {
        clients.forEach(client -> client.hangUp(turn));
        pass(AFTER_ALL);

        assertThat(turn.context.ports().used()).as("relay ports in use").isZero();
        for (int i = 0; i < USER_QUOTA; i++) {
            assertThat(turn.context.quotas().take(TestTurn.USER)).isEqualTo(Quotas.Taken.DONE);
        }
        for (int i = 0; i < USER_QUOTA; i++) {
            turn.context.quotas().give(TestTurn.USER);
        }
        InetSocketAddress stranger = at("1.1.1.1", 1);
        turn.deliver(stranger, turn.listener(), StunBytes.of(StunBytes.BINDING).bytes());
        assertThat(turn.takeReceived(stranger)).hasSize(1);
    }

    private void check() {
        for (LifeClient client : clients) {
            for (byte[] message : client.takeReceived(turn)) {
                received(client, message);
            }
        }
        for (Datagram datagram : turn.takeSentToPeers()) {
            InetAddress peer = datagram.to().getAddress();
            assertThat(POLICY.check(peer.getAddress())).as("%s", datagram).isNull();
            Allocated from = requireNonNull(allocated.get(datagram.from()), "allocation");
            long until = from.permittedUntilNanos().getOrDefault(peer, Long.MIN_VALUE);
            assertThat(until)
                    .as("permission for %s", datagram)
                    .isGreaterThan(turn.clock.nanoTime());
        }
    }

    private void received(LifeClient client, byte[] message) {
        if (message[0] >>> 6 != 0) {
            int length = ByteBuffer.wrap(message).getShort(2) & 0xffff;
            assertThat(message).as("ChannelData").hasSize(4 + length);
            return;
        }
        StunAnswer answer = new StunAnswer(message);
        assertThat(answer.isPaddedWithZeros()).isTrue();
        if (answer.type() == StunBytes.DATA) {
            return;
        }
        byte[] request = requests.get(HexFormat.of().formatHex(answer.transactionId()));
        if (answer.has(StunBytes.NONCE)) {
            client.heard(answer.text(StunBytes.NONCE));
        }
        if (answer.isSuccess() && answer.type() != (StunBytes.BINDING | 0x0100)) {
            // Only a request as it was made can succeed.
            succeeded(client, requireNonNull(request, "what is answered"), answer);
        }
    }

    private void succeeded(LifeClient client, byte[] request, StunAnswer answer) {
        @Nullable InetSocketAddress relayed = relayedOf.get(client);
        switch (answer.type() & ~0x0100) {
            case StunBytes.ALLOCATE -> {
                InetSocketAddress now = answer.address(StunBytes.XOR_RELAYED_ADDRESS);
                if (!now.equals(relayed) || !allocated.containsKey(now)) {
                    allocated.put(now, new Allocated(new HashMap<>()));
                    relayedOf.put(client, now);
                }
            }
            case StunBytes.REFRESH -> {
                if (answer.number(StunBytes.LIFETIME) == 0 && relayed != null) {
                    allocated.remove(relayed);
                    relayedOf.remove(client);
                }
            }
            case StunBytes.CREATE_PERMISSION -> permitted(relayed, peers(request));
            case StunBytes.CHANNEL_BIND -> permitted(relayed, peers(request).subList(0, 1));
            default -> throw new AssertionError("success of " + answer);
        }
    }

    private void permitted(@Nullable InetSocketAddress relayed, List<InetSocketAddress> peers) {
        long until = turn.clock.nanoTime() + PERMISSION_LIFETIME.toNanos();
        Allocated has = requireNonNull(allocated.get(requireNonNull(relayed)), "allocation");
        peers.forEach(peer -> has.permittedUntilNanos().put(peer.getAddress(), until));
    }

    /// What a request names before its integrity.
    private static List<InetSocketAddress> peers(byte[] request) {
        List<InetSocketAddress> peers = new ArrayList<>();
        StunAnswer read = new StunAnswer(request);
        for (byte[] value : read.valuesBeforeIntegrity(StunBytes.XOR_PEER_ADDRESS)) {
            peers.add(StunBytes.unxored(value, read.transactionId()));
        }
        return peers;
    }
}
