package dialtone.media.bridge;

import dialtone.media.Leg;
import dialtone.media.MediaPort;
import dialtone.media.Ticker;
import dialtone.media.codec.Codecs;
import dialtone.media.dtmf.DigitListener;
import dialtone.media.mix.SoundSource;
import dialtone.media.rtp.RtpPacket;
import dialtone.udp.Datagrams;

import java.security.SecureRandom;
import java.util.function.IntFunction;

/// Answers a leg by ourselves: with tones, ringing or music, or with what it says.
///
/// Sends nothing at first.
///
/// Threading: for any thread; digits are told on the port's, where nobody may wait.
public final class SoundLeg implements AutoCloseable {

    private final MediaPort port;
    private final LegEnd end;
    private final Ticker ticker;
    private boolean isEcho;
    private boolean isClosed;

    private SoundLeg(MediaPort port, Codecs codecs, Leg leg, AudioFormat format) {
        this.port = port;
        end = new LegEnd(port, codecs, leg, format, new SecureRandom());
        ticker = end::tick;
        end.input(this::heard);
    }

    /// Takes the leg's packets from now on.
    public static SoundLeg open(MediaPort port, Codecs codecs, Leg leg, AudioFormat format) {
        SoundLeg sounds = new SoundLeg(port, codecs, leg, format);
        port.execute(() -> port.start(sounds.ticker));
        leg.receiver(sounds.end);
        return sounds;
    }

    private void execute(Runnable task) {
        port.execute(
                () -> {
                    if (!isClosed) {
                        task.run();
                    }
                });
    }

    /// Hot path: called per packet.
    private void heard(Kind kind, Datagrams packets, int slot, RtpPacket packet, long nowNanos) {
        if (isEcho) {
            end.out().relay(kind, packets, slot, packet, nowNanos);
        }
    }

    /// Lets the leg hear a sound, in place of what it hears now.
    ///
    /// @param sound makes it, given a sampling rate in Hz
    public void play(IntFunction<? extends SoundSource> sound) {
        execute(
                () -> {
                    isEcho = false;
                    end.out().play(sound);
                });
    }

    /// Lets the leg hear itself.
    public void echo() {
        execute(
                () -> {
                    isEcho = true;
                    end.out().live();
                });
    }

    /// Tells of what the leg presses.
    public void digits(DigitListener listener) {
        execute(() -> end.digits(listener));
    }

    /// Presses a key for the leg to hear, as an event or a tone.
    public void press(char digit, int millis) {
        execute(
                () -> {
                    end.out().press(digit);
                    end.out().release(millis);
                });
    }

    /// How the leg is doing; after the end, how it did.
    public LegStatistics statistics() {
        return end.statistics();
    }

    /// Ends it and says goodbye; the leg stays open, for a bridge.
    @Override
    public void close() {
        execute(
                () -> {
                    isClosed = true;
                    port.stop(ticker);
                    end.close();
                });
    }
}
