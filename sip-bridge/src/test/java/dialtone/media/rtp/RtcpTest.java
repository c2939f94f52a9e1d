package dialtone.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Random;

/// RTCP as it is read, and two reporters that talk to each other.
class RtcpTest {

    private static final int AT = 3;
    private static final int ALICE = 0xa11ce;
    private static final int BOB = 0xb0b;
    private static final int RATE = 8000;
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000_000_000;
    private static final NtpClock CLOCK =
            new NtpClock(InstantSource.fixed(Instant.parse("2026-11-22T10:00:00.5Z")), 0);

    private final ByteBuffer buffer = ByteBuffer.allocate(1500);
    private final RtcpPackets packets = new RtcpPackets();

    private final SendStatistics sentByAlice = new SendStatistics(ALICE, RATE);
    private final SendStatistics sentByBob = new SendStatistics(BOB, RATE);
    private final ReceiveStatistics receivedByAlice = ReceiveStatistics.trusting();
    private final ReceiveStatistics receivedByBob = ReceiveStatistics.trusting();
    private final RtcpReporter alice = reporter(sentByAlice, receivedByAlice, "alice");
    private final RtcpReporter bob = reporter(sentByBob, receivedByBob, "bob");

    @Test
    void walksThroughACompoundPacket() {
        // SR with a block, SDES with a CNAME, a feedback packet and a BYE.
        boolean isRead =
                read(
                        "81c8000c 00000001 00000002 80000000 00000003 00000004 00000005"
                                + "00000006 40fffffe 00010002 00000007 00000008 00000009"
                                + "81ca0003 00000001 0103414243 000000 81cd0002 00000001 00000006"
                                + "81cb0001 00000001",
                        false);

        assertThat(isRead).isTrue();
        assertThat(packets.next()).isTrue();
        assertThat(packets.type()).isEqualTo(RtcpPackets.SENDER_REPORT);
        assertThat(packets.sender()).isEqualTo(1);
        assertThat(packets.ntp()).isEqualTo(0x2_8000_0000L);
        assertThat(packets.timestamp()).isEqualTo(3);
        assertThat(packets.blocks()).isEqualTo(1);
        assertThat(packets.blockSsrc(0)).isEqualTo(6);
        assertThat(packets.fractionLost(0)).isEqualTo(0x40);
        assertThat(packets.cumulativeLost(0)).isEqualTo(-2);
        assertThat(packets.jitter(0)).isEqualTo(7);
        assertThat(packets.lastReport(0)).isEqualTo(8);
        assertThat(packets.delaySinceLastReport(0)).isEqualTo(9);
        assertThat(packets.next()).isTrue();
        assertThat(packets.cname()).isEqualTo("ABC");
        assertThat(packets.next()).isTrue();
        assertThat(packets.blocks()).isZero();
        assertThat(packets.next()).isTrue();
        assertThat(packets.isByeOf(1)).isTrue();
        assertThat(packets.isByeOf(2)).isFalse();
        assertThat(packets.next()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "nothing, ''",
        "half a word, 80c90001 0000",
        "version 1, 40c90001 00000001",
        "no report in front, 81cb0001 00000001",
        "longer than the datagram, 80c90002 00000001",
        "a block that is not there, 81c90001 00000001",
        "an RTP packet behind, 80c90001 00000001 80000001 00000002",
        "padding in front, a0c90002 00000001 00000004 80c90001 00000001",
        "padding of 0, a0c90001 00000000",
        "padding over the header, a0c90001 0000000c",
        "feedback without its media source, 80c90001 00000001 81cd0001 00000001"
    })
    void refuses(String what, String hex) {
        assertThat(read(hex, false)).as(what).isFalse();
        assertThat(packets.next()).isFalse();
    }

    @Test
    void takesReducedSizeOnlyWhereItWasNegotiated() {
        String feedback = "81cd0003 00000001 00000006 00000000";

        assertThat(read(feedback, true)).isTrue();
        assertThat(read(feedback, false)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "an item longer than the packet, 81ca0002 00000001 01ff4142",
        "no item, 81ca0002 00000001 00000000",
        "no source, 80ca0000"
    })
    void readsNoCnameOf(String what, String hex) {
        assertThat(read(hex, true)).isTrue();
        packets.next();

        assertThat(packets.cname()).as(what).isNull();
    }

    @Test
    void tellsTheSenderWhatWasLostAndHowLongTheWayIs() {
        long sentNanos = 0;
        for (int i = 0; i < 100; i++) {
            sentNanos = i * 20L * MILLI;
            sentByAlice.sent(i * 160, 160, sentNanos);
            if (i % 4 != 1) {
                receivedByBob.received(ALICE, RATE, i, i * 160, sentNanos + 30 * MILLI);
            }
        }
        say(alice, bob, sentNanos, 30 * MILLI);

        say(bob, alice, sentNanos + SECOND, 30 * MILLI);

        assertThat(sentByAlice.hasReport()).isTrue();
        assertThat(sentByAlice.lost()).isEqualTo(25);
        assertThat(sentByAlice.roundTripMillis()).isCloseTo(60, within(0.1));
        Quality quality = sentByAlice.quality(CodecLoss.REPEATED);
        assertThat(quality.lossRatio()).isCloseTo(0.25, within(0.01));
        assertThat(quality.mos()).isLessThan(2);
    }

    @Test
    void sendsASenderReportOnlyWhenItSent() {
        sentByAlice.sent(1600, 160, 0);
        alice.write(buffer, AT, 500 * MILLI);
        packets.read(buffer, AT, alice.write(buffer, AT, 500 * MILLI), false);
        packets.next();
        assertThat(packets.type()).isEqualTo(RtcpPackets.RECEIVER_REPORT);

        sentByAlice.sent(1760, 160, SECOND);
        packets.read(buffer, AT, alice.write(buffer, AT, 1500 * MILLI), false);
        packets.next();

        assertThat(packets.type()).isEqualTo(RtcpPackets.SENDER_REPORT);
        // Half a second behind the packet of 1760, at 8000 ticks each second.
        assertThat(packets.timestamp()).isEqualTo(1760 + 4000);
        // 2026-11-22T10:00:02 in seconds from 1900.
        assertThat(packets.ntp() >>> 32).isEqualTo(4_004_330_400L + 2);
    }

    @Test
    void comesEveryFiveSecondsOrSoAndTheFirstTimeEarlier() {
        assertThat(alice.dueNanos()).isBetween(SECOND, 4 * SECOND);
        for (int i = 0; i < 100; i++) {
            long now = alice.dueNanos();
            alice.write(buffer, AT, now);
            assertThat(alice.dueNanos() - now).isBetween(5 * SECOND / 2, 15 * SECOND / 2);
        }
    }

    @Test
    void fitsItsRoom() {
        RtcpReporter reporter =
                reporter(sentByAlice, receivedByAlice, RtcpReporter.randomCname(new Random(1)));
        sentByAlice.sent(1, 1, 0);
        receivedByAlice.received(BOB, RATE, 1, 1, 0);

        int length = reporter.writeBye(buffer, AT, SECOND);

        assertThat(length).isLessThanOrEqualTo(RtcpReporter.MAX_BYTES);
        assertThat(packets.read(buffer, AT, length, false)).isTrue();
    }

    @Test
    void hearsTheGoodbyeOfItsSourceOnly() {
        receivedByBob.received(ALICE, RATE, 1, 1, 0);
        int length = reporter(sentByBob, receivedByAlice, "mallory").writeBye(buffer, AT, 0);
        bob.read(buffer, AT, length, 0);
        assertThat(bob.hasRemoteEnded()).isFalse();

        bob.read(buffer, AT, alice.writeBye(buffer, AT, 0), 0);

        assertThat(bob.hasRemoteEnded()).isTrue();
        assertThat(bob.remoteCname()).isEqualTo("mallory");
    }

    @Test
    void ignoresAReportOfOtherStreams() {
        read("81c90007 00000001 00000006 40000001 00000002 00000007 00000008 00000009", true);

        assertThat(alice.read(buffer, AT, 32, 0)).isTrue();
        assertThat(sentByAlice.hasReport()).isFalse();
        assertThat(alice.read(buffer, AT, 31, 0)).isFalse();
    }

    @Test
    void ignoresARoundTripOfNoTime() {
        sentByAlice.sent(1, 1, 0);
        receivedByBob.received(ALICE, RATE, 1, 1, 0);
        say(alice, bob, 0, 0);
        int length = bob.write(buffer, AT, SECOND);

        alice.read(buffer, AT, length, 100 * SECOND);

        assertThat(sentByAlice.roundTripMillis()).isZero();
    }

    private void say(RtcpReporter from, RtcpReporter to, long nanos, long delayNanos) {
        int length = from.write(buffer, AT, nanos);
        assertThat(to.read(buffer, AT, length, nanos + delayNanos)).isTrue();
    }

    private boolean read(String hex, boolean isReducedSize) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        buffer.put(AT, bytes);
        return packets.read(buffer, AT, bytes.length, isReducedSize);
    }

    private static RtcpReporter reporter(
            SendStatistics sent, ReceiveStatistics received, String cname) {
        return new RtcpReporter(sent, received, CLOCK, new Random(7), cname, 0);
    }
}
