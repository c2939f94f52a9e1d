package dialtone.media.bridge;

import dialtone.media.codec.Codec;
import dialtone.media.codec.Codecs;
import dialtone.media.codec.Transcoder;
import dialtone.media.rtp.RtpPacket;
import dialtone.udp.Datagrams;

import org.jspecify.annotations.Nullable;

import java.util.random.RandomGenerator;

/// The sound of one leg on its way to another: packets as they are, or coded anew.
///
/// Threading: for the port's thread.
final class Relay implements LegEnd.Input, AutoCloseable {

    /// The longest payload that is looked into.
    static final int MOST_BYTES = 1500;

    private final OutgoingStream to;
    private final @Nullable Transcoder transcoder;
    private final byte[] payload = new byte[MOST_BYTES];
    private boolean isMuted;

    Relay(Codecs codecs, Codec from, OutgoingStream to, RandomGenerator random) {
        this.to = to;
        AudioFormat format = to.format();
        transcoder =
                from == format.codec()
                        ? null
                        : new Transcoder(
                                codecs,
                                from,
                                format.codec(),
                                format.codedMillis(),
                                random,
                                to::coded);
    }

    /// Copies a payload out of its slot.
    ///
    /// Hot path: called per packet.
    ///
    /// @return its length, 0 when it is too long
    static int copyPayload(RtpPacket packet, byte[] into) {
        int length = packet.payloadLength();
        if (length > into.length) {
            return 0;
        }
        packet.bytes().get(packet.payloadAt(), into, 0, length);
        return length;
    }

    /// Whether the sound goes nowhere.
    void mute(boolean muted) {
        isMuted = muted;
    }

    @Override
    public void take(Kind kind, Datagrams packets, int slot, RtpPacket packet, long nowNanos) {
        if (transcoder != null) {
            code(transcoder, kind, packet, nowNanos);
        } else if (isMuted || kind == Kind.EVENT) {
            to.omit(kind, packet, nowNanos);
        } else {
            to.relay(kind, packets, slot, packet, nowNanos);
        }
    }

    /// Hot path: called per packet.
    private void code(Transcoder into, Kind kind, RtpPacket packet, long nowNanos) {
        int ssrc = packet.ssrc();
        int sequence = packet.sequence();
        int timestamp = packet.timestamp();
        if (isMuted || kind == Kind.EVENT || !to.isLive()) {
            into.receiveOther(ssrc, sequence, timestamp, nowNanos);
            return;
        }
        int length = copyPayload(packet, payload);
        if (kind == Kind.NOISE) {
            into.receiveNoise(ssrc, sequence, timestamp, nowNanos, payload, 0, length);
        } else {
            into.receive(ssrc, sequence, timestamp, nowNanos, payload, 0, length);
        }
    }

    /// Gives up packets that were waited for long enough.
    ///
    /// Hot path: called per tick.
    void tick(long nowNanos) {
        if (transcoder != null) {
            long deadline = transcoder.deadlineNanos();
            if (deadline != Long.MAX_VALUE && nowNanos - deadline >= 0) {
                transcoder.poll(nowNanos);
            }
        }
    }

    /// Tells how many of a hundred packets the receiver misses.
    void expectLoss(int percent) {
        if (transcoder != null) {
            transcoder.expectLoss(percent);
        }
    }

    @Override
    public void close() {
        if (transcoder != null) {
            transcoder.close();
        }
    }
}
