package dialtone.media.bridge;

import dialtone.media.Leg;
import dialtone.media.MediaPort;
import dialtone.media.RtpSink;
import dialtone.media.codec.Codec;
import dialtone.media.codec.Codecs;
import dialtone.media.dtmf.DigitListener;
import dialtone.media.rtp.Arrival;
import dialtone.media.rtp.CodecLoss;
import dialtone.media.rtp.NtpClock;
import dialtone.media.rtp.Quality;
import dialtone.media.rtp.ReceiveStatistics;
import dialtone.media.rtp.RtcpReporter;
import dialtone.media.rtp.RtpPacket;
import dialtone.udp.Datagrams;

import org.jspecify.annotations.Nullable;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/// Our end of the RTP session with a leg: what comes is counted, listened to for digits and given
/// on; what goes is one stream; both are reported about.
///
/// Threading: for the port's thread, but [#statistics()] is for any.
final class LegEnd implements RtpSink, DigitListener {

    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

    /// Seconds between two looks at the quality.
    private static final int QUALITY_SECONDS = 5;

    private static final double PERCENT = 100;

    private final MediaPort port;
    private final Leg leg;
    private final AudioFormat format;
    private final CodecLoss loss;
    private final OutgoingStream out;
    private final ReceiveStatistics received = ReceiveStatistics.trusting();
    private final RtcpReporter reporter;
    private final DigitEar ear;
    private final RtpPacket packet = new RtpPacket();
    private Input input = LegEnd::nowhere;
    private @Nullable OutgoingStream digitsTo;
    private @Nullable DigitListener digits;
    private boolean isClosed;

    private Quality heard;
    private long receivedBytes;
    private double leastMos;
    private double mosSum;
    private long mosPackets;
    private int seconds;
    private long nextSecondNanos;
    private volatile LegStatistics statistics;

    /// Takes the packets of the leg, but those of unknown types and those that came before.
    @FunctionalInterface
    interface Input {

        /// Hot path: called per packet.
        void take(Kind kind, Datagrams packets, int slot, RtpPacket packet, long nowNanos);
    }

    LegEnd(MediaPort port, Codecs codecs, Leg leg, AudioFormat format, SecureRandom random) {
        this.port = port;
        this.leg = leg;
        this.format = format;
        long nowNanos = port.nanoTime();
        loss = format.codec() == Codec.OPUS ? CodecLoss.CORRECTED : CodecLoss.REPEATED;
        out = new OutgoingStream(port, codecs, leg, format, random);
        reporter =
                new RtcpReporter(
                        out.statistics(),
                        received,
                        new NtpClock(InstantSource.system(), nowNanos),
                        random,
                        RtcpReporter.randomCname(random),
                        nowNanos);
        ear = new DigitEar(codecs, format, this);
        nextSecondNanos = nowNanos + SECOND_NANOS;
        heard = received.sample(loss, 0);
        statistics = snapshot();
    }

    private static void nowhere(
            Kind kind, Datagrams packets, int slot, RtpPacket packet, long nowNanos) {
        // What comes is only listened to for digits.
    }

    OutgoingStream out() {
        return out;
    }

    AudioFormat format() {
        return format;
    }

    void input(Input to) {
        input = to;
    }

    /// Tells somebody of digits.
    void digits(DigitListener listener) {
        digits = listener;
        ear.listen();
    }

    /// Lets digits be pressed at another leg as well.
    void digitsTo(OutgoingStream stream) {
        boolean areEventsSomewhere =
                format.received().hasEvents() || stream.format().sent().hasEvents();
        // Otherwise they are in the sound, here and there.
        if (areEventsSomewhere) {
            digitsTo = stream;
            ear.listen();
        }
    }

    @Override
    public void rtp(Datagrams packets, int slot, int offset, int length) {
        if (isClosed || !packet.read(packets.slot(slot), offset, length)) {
            return;
        }
        long nowNanos = port.nowNanos();
        Arrival arrival =
                received.received(
                        packet.ssrc(),
                        format.codec().clockRate(),
                        packet.sequence(),
                        packet.timestamp(),
                        nowNanos);
        receivedBytes += packet.payloadLength();
        Kind kind = format.received().kind(packet.payloadType());
        if (kind != Kind.OTHER && arrival != Arrival.DUPLICATE) {
            ear.hear(kind, packet, nowNanos);
            input.take(kind, packets, slot, packet, nowNanos);
        }
    }

    @Override
    public void rtcp(Datagrams packets, int slot, int offset, int length) {
        if (!isClosed) {
            reporter.read(packets.slot(slot), offset, length, port.nowNanos());
        }
    }

    @Override
    public void pressed(char digit) {
        if (digitsTo != null) {
            digitsTo.press(digit);
        }
        if (digits != null) {
            digits.pressed(digit);
        }
    }

    @Override
    public void released(char digit, int millis) {
        if (digitsTo != null) {
            digitsTo.release(millis);
        }
        if (digits != null) {
            digits.released(digit, millis);
        }
    }

    /// Hot path: called per tick.
    ///
    /// @return whether the statistics are new
    boolean tick(long nowNanos) {
        ear.tick(nowNanos);
        out.tick(nowNanos);
        if (nowNanos - reporter.dueNanos() >= 0) {
            int slot = port.slot();
            int length = reporter.write(port.packets().slot(slot), Datagrams.HEADROOM, nowNanos);
            leg.rtcp(port.packets(), slot, Datagrams.HEADROOM, length);
        }
        if (nowNanos - nextSecondNanos < 0) {
            return false;
        }
        nextSecondNanos = nowNanos + SECOND_NANOS;
        seconds++;
        if (seconds % QUALITY_SECONDS == 0) {
            sample();
        }
        statistics = snapshot();
        return true;
    }

    private void sample() {
        heard = received.sample(loss, out.statistics().roundTripMillis());
        mosSum += heard.mos() * heard.packets();
        mosPackets += heard.packets();
        if (heard.packets() > 0) {
            leastMos = leastMos == 0 ? heard.mos() : Math.min(leastMos, heard.mos());
        }
    }

    private LegStatistics snapshot() {
        var sent = out.statistics();
        return new LegStatistics(
                received.packets(),
                receivedBytes,
                received.lost(),
                received.jitterMillis(),
                heard,
                mosPackets == 0 ? 0 : mosSum / mosPackets,
                leastMos,
                sent.packets(),
                sent.lost(),
                sent.roundTripMillis(),
                sent.quality(loss),
                sent.hasReport());
    }

    LegStatistics statistics() {
        return statistics;
    }

    /// How many of a hundred packets the leg misses, as it says; -1 when it says nothing.
    int lossPercent() {
        LegStatistics last = statistics;
        return last.hasReports()
                ? (int) Math.round(last.heardThere().lossRatio() * PERCENT)
                : AudioFormat.NONE;
    }

    /// Says goodbye.
    void close() {
        isClosed = true;
        sample();
        statistics = snapshot();
        int slot = port.slot();
        int length =
                reporter.writeBye(port.packets().slot(slot), Datagrams.HEADROOM, port.nowNanos());
        leg.rtcp(port.packets(), slot, Datagrams.HEADROOM, length);
        ear.close();
        out.close();
    }
}
