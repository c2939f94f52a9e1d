package dialtone.turn;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/// A TURN client that does what a test tells it, over UDP or TCP.
///
/// Threading: for the test's thread.
final class TestClient implements AutoCloseable {

    private final Wire wire;
    private String username = TestTurn.USER;
    private String password = TestTurn.PASSWORD;
    private String realm = "";
    private String nonce = "";

    private TestClient(Wire wire) {
        this.wire = wire;
    }

    static TestClient over(Wire wire) {
        return new TestClient(wire);
    }

    static TestClient udp(InetSocketAddress server) throws IOException {
        return new TestClient(UdpWire.between("127.0.0.1", server));
    }

    static TestClient tcp(InetSocketAddress server) throws IOException {
        return new TestClient(new TcpWire(server));
    }

    TestClient as(String newUsername, String newPassword) {
        username = newUsername;
        password = newPassword;
        return this;
    }

    TestClient withNonce(String newNonce) {
        nonce = newNonce;
        return this;
    }

    TestClient withRealm(String newRealm) {
        realm = newRealm;
        return this;
    }

    Wire wire() {
        return wire;
    }

    String realm() {
        return realm;
    }

    String nonce() {
        return nonce;
    }

    InetSocketAddress local() {
        return wire.local();
    }

    /// Asks without credentials.
    StunAnswer ask(StunBytes request) throws IOException {
        wire.send(request.bytes());
        StunAnswer answer = new StunAnswer(wire.receive());
        if (!Arrays.equals(answer.transactionId(), request.transactionId())) {
            throw new AssertionError("another transaction's answer: " + answer);
        }
        return answer;
    }

    /// Gets a realm and a nonce.
    TestClient challenge() throws IOException {
        StunAnswer answer = ask(StunBytes.of(StunBytes.ALLOCATE).withUdp());
        realm = answer.text(StunBytes.REALM);
        nonce = answer.text(StunBytes.NONCE);
        return this;
    }

    StunBytes signed(StunBytes request) {
        return request.withText(StunBytes.USERNAME, username)
                .withText(StunBytes.REALM, realm)
                .withText(StunBytes.NONCE, nonce)
                .withIntegrity(username, realm, password);
    }

    /// Asks with credentials, which needs a challenge before.
    StunAnswer request(int type, UnaryOperator<StunBytes> attributes) throws IOException {
        if (nonce.isEmpty()) {
            challenge();
        }
        return ask(signed(attributes.apply(StunBytes.of(type))));
    }

    StunAnswer allocate() throws IOException {
        return request(StunBytes.ALLOCATE, StunBytes::withUdp);
    }

    /// Allocates, which must succeed.
    InetSocketAddress relay() throws IOException {
        StunAnswer answer = allocate();
        if (!answer.isSuccess()) {
            throw new AssertionError("no allocation: " + answer);
        }
        return answer.address(StunBytes.XOR_RELAYED_ADDRESS);
    }

    StunAnswer refresh(int lifetimeSeconds) throws IOException {
        return request(StunBytes.REFRESH, r -> r.withInt(StunBytes.LIFETIME, lifetimeSeconds));
    }

    StunAnswer permit(InetSocketAddress... peers) throws IOException {
        return request(
                StunBytes.CREATE_PERMISSION,
                r -> {
                    for (InetSocketAddress peer : peers) {
                        r.withPeer(peer);
                    }
                    return r;
                });
    }

    StunAnswer bind(int channel, InetSocketAddress peer) throws IOException {
        return request(StunBytes.CHANNEL_BIND, r -> r.withChannel(channel).withPeer(peer));
    }

    void sendIndication(InetSocketAddress peer, String payload) throws IOException {
        wire.send(
                StunBytes.of(StunBytes.SEND)
                        .withPeer(peer)
                        .withText(StunBytes.DATA_ATTRIBUTE, payload)
                        .bytes());
    }

    void sendChannelData(int channel, String payload) throws IOException {
        wire.send(StunBytes.channelData(channel, payload.getBytes(StandardCharsets.UTF_8)));
    }

    /// The next message, which must be a Data indication.
    StunAnswer receiveData() throws IOException {
        StunAnswer data = new StunAnswer(wire.receive());
        if (data.type() != StunBytes.DATA) {
            throw new AssertionError("no Data indication: " + data);
        }
        return data;
    }

    /// The payload of the next message, which must be ChannelData of that channel.
    String receiveChannelData(int channel) throws IOException {
        byte[] message = wire.receive();
        int length = ByteBuffer.wrap(message).getShort(2) & 0xffff;
        int number = ByteBuffer.wrap(message).getShort() & 0xffff;
        if (number != channel || message.length < 4 + length) {
            throw new AssertionError("no ChannelData of 0x%04x".formatted(channel));
        }
        return new String(message, 4, length, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
