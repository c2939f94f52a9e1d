package dialtone.media.bridge;

import dialtone.media.Leg;
import dialtone.media.MediaPort;
import dialtone.media.Ticker;
import dialtone.media.codec.AudioEncoder;
import dialtone.media.codec.Codec;
import dialtone.media.codec.Codecs;
import dialtone.media.dtmf.TelephoneEventSender;
import dialtone.media.dtmf.ToneSender;
import dialtone.media.mix.SoundSource;
import dialtone.media.rtp.RtpPacket;
import dialtone.media.rtp.SendStatistics;
import dialtone.media.rtp.StreamRewriter;
import dialtone.udp.Datagrams;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/// All that is sent to a leg, as one stream: the live sound, or in its place a sound of our own,
/// and keypad digits in place of both.
///
/// Threading: for the port's thread.
final class OutgoingStream implements AutoCloseable {

    private static final int TICKS_PER_SECOND = 1000 / Ticker.TICK_MILLIS;

    private final MediaPort port;
    private final Codecs codecs;
    private final Leg leg;
    private final AudioFormat format;
    private final RtpPacket own = new RtpPacket();
    private final StreamRewriter rewriter;
    private final SendStatistics statistics;
    private final @Nullable TelephoneEventSender events;
    private final ToneSender tones;

    /// As which the rewriter knows what was coded here: of the other leg, and of ourselves.
    private final int codedSource;

    private final int localSource;

    private final short[] pcm;
    private final byte[] payload = new byte[AudioEncoder.MOST_BYTES];
    private @Nullable AudioEncoder encoder;
    private @Nullable SoundSource sound;
    private int localSequence;
    private int localTimestamp;
    private boolean isDigit;

    OutgoingStream(
            MediaPort port, Codecs codecs, Leg leg, AudioFormat format, RandomGenerator random) {
        this.port = port;
        this.codecs = codecs;
        this.leg = leg;
        this.format = format;
        Codec codec = format.codec();
        rewriter = new StreamRewriter(random.nextInt(), codec.clockRate(), random);
        // All are known to the rewriter, so that those which are not sent leave no gap.
        rewriter.map(Kind.AUDIO.type(), format.sent().audio());
        rewriter.map(Kind.NOISE.type(), Math.max(0, format.sent().noise()));
        rewriter.map(Kind.EVENT.type(), Math.max(0, format.sent().event()));
        statistics = new SendStatistics(rewriter.ssrc(), codec.clockRate());
        events =
                format.sent().hasEvents()
                        ? new TelephoneEventSender(format.eventClockRate(), this::event)
                        : null;
        tones = new ToneSender(codec.sampleRate());
        codedSource = random.nextInt();
        localSource = ~codedSource;
        pcm = new short[codec.sampleRate() / TICKS_PER_SECOND];
    }

    AudioFormat format() {
        return format;
    }

    SendStatistics statistics() {
        return statistics;
    }

    /// Whether live sound is sent now, and nothing in its place.
    ///
    /// Hot path: called per packet.
    boolean isLive() {
        return !isDigit && sound == null && !tones.isBusy();
    }

    /// Sends a live packet from its slot, if now is its time.
    ///
    /// Hot path: called per packet.
    void relay(Kind kind, Datagrams packets, int slot, RtpPacket packet, long nowNanos) {
        boolean isWanted =
                kind == Kind.AUDIO
                        || (kind == Kind.NOISE && format.sent().noise() != AudioFormat.NONE);
        if (!isWanted || !isLive()) {
            omit(kind, packet, nowNanos);
            return;
        }
        packet.stripHeader();
        packet.stripPadding();
        packet.setPayloadType(kind.type());
        if (rewriter.rewrite(packet, nowNanos)) {
            send(packets, slot, packet, nowNanos);
        }
    }

    /// Knows of a live packet that is not sent.
    ///
    /// Hot path: called per packet.
    void omit(Kind kind, RtpPacket packet, long nowNanos) {
        packet.setPayloadType(kind.type());
        rewriter.omit(packet, nowNanos);
    }

    /// Sends live sound that was coded for this stream.
    ///
    /// Hot path: called per packet.
    void coded(int sequence, int timestamp, boolean marker, byte[] from, int offset, int length) {
        int slot = write(from, offset, length, sequence, timestamp, codedSource);
        own.setMarker(marker);
        relay(Kind.AUDIO, port.packets(), slot, own, port.nowNanos());
    }

    /// Sends a sound in place of the live one, until [#live].
    void play(IntFunction<? extends SoundSource> source) {
        openEncoder();
        if (sound == null) {
            rewriter.switchSource();
        }
        sound = source.apply(format.codec().sampleRate());
    }

    void live() {
        if (sound != null) {
            sound = null;
            rewriter.switchSource();
        }
    }

    /// Begins a digit, or puts it behind those that wait.
    void press(char digit) {
        if (events != null) {
            events.press(digit);
            return;
        }
        openEncoder();
        if (isLive()) {
            rewriter.switchSource();
        }
        tones.press(digit);
    }

    /// Ends the digit that was pressed last.
    void release(int millis) {
        if (events != null) {
            events.release(millis);
        } else {
            tones.release(millis);
        }
    }

    private void openEncoder() {
        if (encoder == null) {
            encoder = codecs.encoder(format.codec(), format.codec().sampleRate());
        }
    }

    /// Sends what is due of our own.
    ///
    /// Hot path: called per tick.
    void tick(long nowNanos) {
        isDigit = events != null && events.tick(rewriter.timestampAt(nowNanos));
        if (!isDigit && encoder != null && !isLive()) {
            local(encoder, nowNanos);
        }
    }

    private void local(AudioEncoder into, long nowNanos) {
        if (sound == null) {
            Arrays.fill(pcm, (short) 0);
        } else {
            sound.fill(pcm, 0, pcm.length);
        }
        tones.fill(pcm, 0, pcm.length);
        int length = into.encode(pcm, 0, pcm.length, payload, 0);
        int slot = write(payload, 0, length, localSequence, localTimestamp, localSource);
        localSequence = localSequence + 1 & 0xffff;
        localTimestamp += format.codec().clockRate() / TICKS_PER_SECOND;
        own.setPayloadType(Kind.AUDIO.type());
        if (rewriter.rewrite(own, nowNanos)) {
            send(port.packets(), slot, own, nowNanos);
        }
    }

    private void event(int timestamp, boolean marker, byte[] fourBytes) {
        int slot = write(fourBytes, 0, fourBytes.length, 0, timestamp, 0);
        own.setPayloadType(format.sent().event());
        own.setMarker(marker);
        rewriter.insert(own);
        send(port.packets(), slot, own, port.nowNanos());
    }

    /// Writes a packet into a free slot.
    private int write(
            byte[] from, int offset, int length, int sequence, int timestamp, int source) {
        int slot = port.slot();
        var bytes = port.packets().slot(slot);
        bytes.put(Datagrams.HEADROOM + RtpPacket.HEADER_BYTES, from, offset, length);
        own.write(bytes, Datagrams.HEADROOM, length, 0, sequence, timestamp, source);
        return slot;
    }

    private void send(Datagrams packets, int slot, RtpPacket packet, long nowNanos) {
        statistics.sent(packet.timestamp(), packet.payloadLength(), nowNanos);
        leg.rtp(packets, slot, packet.at(), packet.length());
    }

    @Override
    public void close() {
        sound = null;
        if (encoder != null) {
            encoder.close();
            encoder = null;
        }
    }
}
