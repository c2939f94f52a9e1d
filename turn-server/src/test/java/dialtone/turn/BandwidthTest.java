package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.time.Duration;

/// What is more than the bandwidth allows is dropped and counted, until time has passed.
class BandwidthTest extends WithServer {

    private static final String TEN_BYTES = "0123456789";

    /// A tenth of a second's bytes may come at once.
    private static final int BURST_PACKETS = 10;

    private static final int BYTES_PER_SECOND = 10 * BURST_PACKETS * TEN_BYTES.length();

    @Test
    void boundsAnAllocation() throws IOException {
        restart(TestTurn.config().bytesPerSecond(BYTES_PER_SECOND, 0, 0));
        client.relay();
        client.bind(FIRST_CHANNEL, peer.local());

        assertBurstIsBounded(client);
    }

    @Test
    void boundsEachDirection() throws IOException {
        restart(TestTurn.config().bytesPerSecond(BYTES_PER_SECOND, 0, 0));
        client.relay();
        client.bind(FIRST_CHANNEL, peer.local());
        assertBurstIsBounded(client);

        for (int i = 0; i < BURST_PACKETS; i++) {
            peer.send(utf8(TEN_BYTES));
            assertThat(client.receiveChannelData(FIRST_CHANNEL)).isEqualTo(TEN_BYTES);
        }
    }

    @Test
    void isSharedByTheAllocationsOfAUser() throws IOException {
        restart(TestTurn.config().bytesPerSecond(0, BYTES_PER_SECOND, 0));
        client.relay();
        client.bind(FIRST_CHANNEL, peer.local());
        assertBurstIsBounded(client);

        try (TestClient same = TestClient.udp(address());
                TestClient other =
                        TestClient.udp(address())
                                .as(TestTurn.OTHER_USER, TestTurn.OTHER_PASSWORD)) {
            same.relay();
            same.bind(FIRST_CHANNEL, peer.local());
            same.sendChannelData(FIRST_CHANNEL, TEN_BYTES);
            awaitDropped(2, "bandwidth");
            other.relay();
            other.bind(FIRST_CHANNEL, peer.local());
            assertBurstIsBounded(other);
        }
    }

    @Test
    void isSharedByAll() throws IOException {
        restart(TestTurn.config().bytesPerSecond(0, 0, BYTES_PER_SECOND));
        client.relay();
        client.bind(FIRST_CHANNEL, peer.local());
        assertBurstIsBounded(client);

        try (TestClient other =
                TestClient.udp(address()).as(TestTurn.OTHER_USER, TestTurn.OTHER_PASSWORD)) {
            other.relay();
            other.bind(FIRST_CHANNEL, peer.local());
            other.sendChannelData(FIRST_CHANNEL, TEN_BYTES);
            awaitDropped(2, "bandwidth");
        }
    }

    @Test
    void comesBackWithTime() throws IOException {
        restart(TestTurn.config().bytesPerSecond(BYTES_PER_SECOND, 0, 0));
        client.relay();
        client.bind(FIRST_CHANNEL, peer.local());
        assertBurstIsBounded(client);

        clock.advance(Duration.ofSeconds(1));

        client.sendChannelData(FIRST_CHANNEL, TEN_BYTES);
        assertThat(peer.receive()).isEqualTo(utf8(TEN_BYTES));
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 0", "0, 1, 0", "0, 0, 1"})
    void otherLimitsHoldAtOnceForAllocationsThereAre(int allocation, int user, int all)
            throws IOException {
        client.relay();
        client.bind(FIRST_CHANNEL, peer.local());
        passes(5 * BURST_PACKETS);

        limit(allocation, user, all);
        assertBurstIsBounded(client);

        limit(0, 0, 0);
        passes(5 * BURST_PACKETS);
    }

    @Test
    void aLimitThatIsRaisedLetsMoreThrough() throws IOException {
        restart(TestTurn.config().bytesPerSecond(BYTES_PER_SECOND / 10, 0, 0));
        client.relay();
        client.bind(FIRST_CHANNEL, peer.local());
        passes(2);

        limit(1, 0, 0);
        clock.advance(Duration.ofSeconds(1));

        assertBurstIsBounded(client);
    }

    @Test
    void allocationsThatWereOpenedUnderOtherLimitsShareTheUsers() throws IOException {
        try (TestClient same = TestClient.udp(address())) {
            client.relay();
            client.bind(FIRST_CHANNEL, peer.local());
            limit(0, 1, 0);
            same.relay();
            same.bind(FIRST_CHANNEL, peer.local());
            assertBurstIsBounded(client);

            same.sendChannelData(FIRST_CHANNEL, TEN_BYTES);

            awaitDropped(2, "bandwidth");
        }
    }

    /// Each limit is the usual one or none.
    private void limit(long allocation, long user, long all) {
        server.reconfigure(
                TestTurn.config()
                        .bytesPerSecond(
                                allocation * BYTES_PER_SECOND,
                                user * BYTES_PER_SECOND,
                                all * BYTES_PER_SECOND)
                        .build());
    }

    private void passes(int packets) throws IOException {
        for (int i = 0; i < packets; i++) {
            client.sendChannelData(FIRST_CHANNEL, TEN_BYTES);
            assertThat(peer.receive()).isEqualTo(utf8(TEN_BYTES));
        }
    }

    /// The clock stands still, so a burst passes and no more.
    private void assertBurstIsBounded(TestClient from) throws IOException {
        double before = dropped("bandwidth");
        for (int i = 0; i <= BURST_PACKETS + 1; i++) {
            from.sendChannelData(FIRST_CHANNEL, TEN_BYTES);
        }
        for (int i = 0; i <= BURST_PACKETS; i++) {
            assertThat(peer.receive()).isEqualTo(utf8(TEN_BYTES));
        }
        awaitDropped((int) before + 1, "bandwidth");
    }
}
