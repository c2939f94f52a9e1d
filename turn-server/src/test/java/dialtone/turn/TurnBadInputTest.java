package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Whatever comes, the server goes on, and so does the call of somebody who sends what is right.
class TurnBadInputTest extends WithServer {

    private static final int ROUNDS = 3000;

    private UdpWire attacker;

    @BeforeEach
    void call() throws IOException {
        attacker = UdpWire.between("127.0.0.1", address());
        client.relay();
        client.bind(FIRST_CHANNEL, peer.local());
    }

    @AfterEach
    void closeAttacker() {
        attacker.close();
    }

    private void assertTheCallGoesOn() throws IOException {
        client.sendChannelData(FIRST_CHANNEL, "still");
        assertThat(peer.receive()).isEqualTo(utf8("still"));
        peer.send(utf8("here"));
        assertThat(client.receiveChannelData(FIRST_CHANNEL)).isEqualTo("here");
    }

    /// A server that falls behind loses packets; a test that outruns it would prove nothing.
    private void pace(int round) throws IOException {
        if (round % 50 == 49) {
            assertTheCallGoesOn();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void survivesRandomBytes(long seed) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (bytes.length > 0 && random.nextBoolean()) {
                bytes[0] &= 0x7f;
            }
            attacker.send(bytes);
            pace(i);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void survivesMutatedRequestsOfAStranger(long seed) throws IOException {
        Random random = new Random(seed);
        byte[][] seeds = requests(client, peer);
        for (int i = 0; i < ROUNDS; i++) {
            attacker.send(mutated(seeds[random.nextInt(seeds.length)], random));
            pace(i);
        }
    }

    /// What follows the integrity is not covered by it, and what is wrong within is signed anew:
    /// so the mutations reach the code behind the authentication.
    @ParameterizedTest
    @ValueSource(longs = {7, 8, 9})
    void survivesMutatedRequestsOfAUser(long seed) throws IOException {
        Random random = new Random(seed);
        try (TestClient user = TestClient.udp(address())) {
            user.challenge();
            user.relay();
            int[] types = {
                StunBytes.ALLOCATE,
                StunBytes.REFRESH,
                StunBytes.CREATE_PERMISSION,
                StunBytes.CHANNEL_BIND,
                StunBytes.SEND
            };
            for (int i = 0; i < ROUNDS; i++) {
                StunBytes request = StunBytes.of(types[random.nextInt(types.length)]);
                for (int n = random.nextInt(5); n > 0; n--) {
                    byte[] value = new byte[random.nextInt(24)];
                    random.nextBytes(value);
                    request.with(random.nextInt(0x28), value);
                }
                user.wire().send(user.signed(request).bytes());
                pace(i);
            }
        }
    }

    @Test
    void survivesMutatedStreams() throws IOException {
        Random random = new Random(10);
        byte[][] seeds = requests(client, peer);
        for (int i = 0; i < 200; i++) {
            try (TcpWire stream = new TcpWire(address())) {
                for (int n = random.nextInt(4); n >= 0; n--) {
                    stream.send(mutated(seeds[random.nextInt(seeds.length)], random));
                }
            } catch (IOException _) {
                // It may have been cut off already, which is right.
                continue;
            }
            pace(i);
        }
        assertTheCallGoesOn();
    }

    @Test
    void survivesTheLargestDatagram() throws IOException {
        byte[] large = new byte[65_507];
        attacker.send(large);
        large[0] = 0x40;
        large[2] = (byte) 0xff;
        attacker.send(large);
        Arrays.fill(large, (byte) 0x01);
        attacker.send(large);

        assertTheCallGoesOn();
    }

    @Test
    void survivesAllocationsThatAreLeftBehind() throws IOException {
        List<TestClient> others = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            // All open at once, or the system might give a port again whose allocation still lives.
            TestClient other = TestClient.udp(address());
            others.add(other);
            other.relay();
        }
        for (TestClient other : others) {
            other.close();
        }

        assertTheCallGoesOn();
    }

    private static byte[][] requests(TestClient client, UdpWire peer) {
        return new byte[][] {
            StunBytes.of(StunBytes.BINDING).withFingerprint().bytes(),
            client.signed(StunBytes.of(StunBytes.ALLOCATE).withUdp()).bytes(),
            client.signed(StunBytes.of(StunBytes.REFRESH).withInt(StunBytes.LIFETIME, 600)).bytes(),
            client.signed(StunBytes.of(StunBytes.CREATE_PERMISSION).withPeer(peer.local()))
                    .withFingerprint()
                    .bytes(),
            StunBytes.of(StunBytes.SEND)
                    .withPeer(peer.local())
                    .withText(StunBytes.DATA_ATTRIBUTE, "hello")
                    .bytes(),
            StunBytes.channelData(FIRST_CHANNEL, utf8("hello")),
        };
    }

    private static byte[] mutated(byte[] original, Random random) {
        byte[] bytes = original.clone();
        for (int n = random.nextInt(4); n >= 0; n--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return random.nextInt(4) == 0
                ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 20))
                : bytes;
    }
}
