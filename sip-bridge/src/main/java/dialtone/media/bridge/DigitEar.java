package dialtone.media.bridge;

import dialtone.media.codec.AudioDecoder;
import dialtone.media.codec.Codec;
import dialtone.media.codec.Codecs;
import dialtone.media.dtmf.DigitListener;
import dialtone.media.dtmf.TelephoneEventReceiver;
import dialtone.media.dtmf.ToneDetector;
import dialtone.media.rtp.RtpPacket;

import org.jspecify.annotations.Nullable;

/// Knows the digits that a leg presses: by events, or in the sound of a leg that has none.
///
/// Threading: for the port's thread.
final class DigitEar implements AutoCloseable {

    private final Codecs codecs;
    private final AudioFormat format;
    private final TelephoneEventReceiver events;
    private final ToneDetector tones;
    private final byte[] payload = new byte[Relay.MOST_BYTES];
    private short[] pcm = {};
    private @Nullable AudioDecoder decoder;

    DigitEar(Codecs codecs, AudioFormat format, DigitListener listener) {
        this.codecs = codecs;
        this.format = format;
        events = new TelephoneEventReceiver(format.eventClockRate(), listener);
        tones = new ToneDetector(format.codec().sampleRate(), listener);
    }

    /// Somebody wants to know: listens to the sound, if that is where digits are.
    void listen() {
        if (!format.received().hasEvents() && decoder == null) {
            Codec codec = format.codec();
            decoder = codecs.decoder(codec, codec.sampleRate());
            pcm = new short[codec.sampleRate() / 1000 * AudioDecoder.LONGEST_MILLIS];
        }
    }

    /// Hot path: called per packet.
    void hear(Kind kind, RtpPacket packet, long nowNanos) {
        if (kind == Kind.EVENT) {
            int length = Relay.copyPayload(packet, payload);
            events.receive(packet.timestamp(), payload, 0, length, nowNanos);
        } else if (kind == Kind.AUDIO && decoder != null) {
            int length = Relay.copyPayload(packet, payload);
            if (format.codec().duration(payload, 0, length) > 0) {
                tones.hear(pcm, 0, decoder.decode(payload, 0, length, pcm, 0));
            }
        }
    }

    /// Ends a digit whose end was lost.
    ///
    /// Hot path: called per tick.
    void tick(long nowNanos) {
        events.poll(nowNanos);
    }

    @Override
    public void close() {
        if (decoder != null) {
            decoder.close();
            decoder = null;
        }
    }
}
