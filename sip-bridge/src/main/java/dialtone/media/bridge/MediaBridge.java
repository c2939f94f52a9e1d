package dialtone.media.bridge;

import dialtone.media.Leg;
import dialtone.media.MediaPort;
import dialtone.media.Ticker;
import dialtone.media.codec.Codecs;
import dialtone.media.dtmf.DigitListener;
import dialtone.media.mix.SoundSource;

import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;

/// Joins two legs: each hears the other, whatever they speak.
///
/// Towards each leg there is one stream of our own, whatever goes into it. Packets of the same
/// codec go through as they are, with what the SDP of the other side says in their header; others
/// are coded anew. Digits arrive once, as events where the leg knows them and as tones where not.
/// Reports are ours on both sides.
///
/// A leg that comes to speak otherwise needs a new bridge.
///
/// Threading: for any thread; digits are told on the port's, where nobody may wait.
public final class MediaBridge implements AutoCloseable {

    private final MediaPort port;
    private final LegEnd first;
    private final LegEnd second;
    private final Relay toFirst;
    private final Relay toSecond;
    private final Ticker ticker = this::tick;
    private boolean isClosed;

    /// A leg and what is spoken with it.
    ///
    /// @param hearsDigits whether digits of the other leg are in its media; if not, they are for
    ///     whom [#digits(Side, DigitListener)] tells them
    public record End(Leg leg, AudioFormat format, boolean hearsDigits) {

        public End(Leg leg, AudioFormat format) {
            this(leg, format, true);
        }
    }

    private MediaBridge(MediaPort port, Codecs codecs, End one, End other) {
        this.port = port;
        SecureRandom random = new SecureRandom();
        first = new LegEnd(port, codecs, one.leg(), one.format(), random);
        second = new LegEnd(port, codecs, other.leg(), other.format(), random);
        // What a transcoder numbers is numbered anew, so anybody may guess it.
        SplittableRandom cheap = new SplittableRandom(random.nextLong());
        toSecond = new Relay(codecs, one.format().codec(), second.out(), cheap);
        toFirst = new Relay(codecs, other.format().codec(), first.out(), cheap);
        first.input(toSecond);
        second.input(toFirst);
        if (other.hearsDigits()) {
            first.digitsTo(second.out());
        }
        if (one.hearsDigits()) {
            second.digitsTo(first.out());
        }
    }

    /// Joins the legs, which give their packets to the bridge from now on.
    public static MediaBridge open(MediaPort port, Codecs codecs, End first, End second) {
        MediaBridge bridge = new MediaBridge(port, codecs, first, second);
        port.execute(() -> port.start(bridge.ticker));
        first.leg().receiver(bridge.first);
        second.leg().receiver(bridge.second);
        return bridge;
    }

    private LegEnd end(Side side) {
        return side == Side.FIRST ? first : second;
    }

    private Relay relayTo(Side side) {
        return side == Side.FIRST ? toFirst : toSecond;
    }

    private void execute(Runnable task) {
        port.execute(
                () -> {
                    if (!isClosed) {
                        task.run();
                    }
                });
    }

    /// Tells of what a side presses; the other side gets it too.
    public void digits(Side from, DigitListener listener) {
        execute(() -> end(from).digits(listener));
    }

    /// Presses a key for a side to hear, as an event or a tone.
    public void press(Side towards, char digit, int millis) {
        execute(
                () -> {
                    OutgoingStream out = end(towards).out();
                    out.press(digit);
                    out.release(millis);
                });
    }

    /// A side puts the call on hold: the other one hears a sound meanwhile, and is not heard.
    ///
    /// @param sound makes it, given a sampling rate in Hz
    public void hold(Side by, IntFunction<? extends SoundSource> sound) {
        execute(
                () -> {
                    end(by.other()).out().play(sound);
                    relayTo(by).mute(true);
                });
    }

    /// It takes the call back.
    public void resume(Side by) {
        execute(
                () -> {
                    end(by.other()).out().live();
                    relayTo(by).mute(false);
                });
    }

    /// How a leg is doing; after the end, how it did.
    public LegStatistics statistics(Side of) {
        return end(of).statistics();
    }

    /// Hot path: called per tick.
    private void tick(long nowNanos) {
        toFirst.tick(nowNanos);
        toSecond.tick(nowNanos);
        tick(first, toFirst, nowNanos);
        tick(second, toSecond, nowNanos);
    }

    private static void tick(LegEnd end, Relay to, long nowNanos) {
        boolean isNew = end.tick(nowNanos);
        if (isNew && end.lossPercent() != AudioFormat.NONE) {
            to.expectLoss(end.lossPercent());
        }
    }

    /// Ends it and says goodbye to both; the legs stay open, for another bridge.
    @Override
    public void close() {
        close((_, _) -> {});
    }

    /// The same.
    ///
    /// @param then told on the port's thread how the first and the second leg did; not when it was
    ///     closed before
    public void close(BiConsumer<LegStatistics, LegStatistics> then) {
        execute(
                () -> {
                    isClosed = true;
                    port.stop(ticker);
                    first.close();
                    second.close();
                    toFirst.close();
                    toSecond.close();
                    then.accept(first.statistics(), second.statistics());
                });
    }
}
