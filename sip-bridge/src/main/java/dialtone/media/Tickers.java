package dialtone.media;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Arrays;

/// Calls everybody who has something to do every 20 ms; sleeps as long as nobody has.
///
/// Threading: for the port's thread.
final class Tickers {

    private static final Logger LOG = LoggerFactory.getLogger(Tickers.class);

    private static final long TICK_NANOS = Duration.ofMillis(Ticker.TICK_MILLIS).toNanos();
    private static final long NANOS_PER_MILLI = 1_000_000;

    /// Ticks that are made up for; what is later than that is left out.
    private static final int MOST_LATE = 5;

    /// Replaced as a whole, so that a ticker may end while it is called.
    private Ticker[] tickers = {};

    private long nextNanos;

    void add(Ticker ticker, long nowNanos) {
        if (tickers.length == 0) {
            nextNanos = nowNanos + TICK_NANOS;
        }
        tickers = Arrays.copyOf(tickers, tickers.length + 1);
        tickers[tickers.length - 1] = ticker;
    }

    void remove(Ticker ticker) {
        tickers = Arrays.stream(tickers).filter(t -> !t.equals(ticker)).toArray(Ticker[]::new);
    }

    /// How long the port may wait for packets.
    ///
    /// Hot path: called per wake-up.
    long waitMillis(long nowNanos, long mostMillis) {
        if (tickers.length == 0) {
            return mostMillis;
        }
        long millis = (nextNanos - nowNanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
        return Math.clamp(millis, 0, mostMillis);
    }

    /// Calls them for each tick that is due.
    ///
    /// Hot path: called per readable socket.
    void run(long nowNanos) {
        for (int late = 0; tickers.length > 0 && nowNanos - nextNanos >= 0; late++) {
            nextNanos = late < MOST_LATE ? nextNanos + TICK_NANOS : nowNanos + TICK_NANOS;
            Ticker[] now = tickers;
            for (int i = 0; i < now.length; i++) {
                call(now[i], nowNanos);
            }
        }
    }

    /// One that fails must not end the sound of all others.
    private void call(Ticker ticker, long nowNanos) {
        try {
            ticker.tick(nowNanos);
        } catch (RuntimeException e) {
            LOG.error("event=media_ticker_failed", e);
            remove(ticker);
        }
    }
}
