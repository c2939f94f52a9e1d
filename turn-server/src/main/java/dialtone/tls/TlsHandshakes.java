package dialtone.tls;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// The TLS handshakes that go on, over all connectors that share this. They are what strangers can
/// make expensive, so their number and their time are bounded.
///
/// Threading: for any thread.
public final class TlsHandshakes {

    private final int max;
    private final Duration timeout;
    private final Consumer<Failure> failures;
    private final AtomicInteger current = new AtomicInteger();

    /// Why one came to nothing.
    public enum Failure {
        /// As many as may be were going on.
        TOO_MANY,
        /// It took too long.
        TIMEOUT,
        /// The two sides did not agree.
        FAILED
    }

    /// @param max that may go on at once
    /// @param timeout how long one may take
    /// @param failures is told of each that came to nothing, by any thread
    public TlsHandshakes(int max, Duration timeout, Consumer<Failure> failures) {
        this.max = max;
        this.timeout = timeout;
        this.failures = failures;
    }

    /// Takes a place; false when there is none.
    boolean begin() {
        if (current.incrementAndGet() <= max) {
            return true;
        }
        current.decrementAndGet();
        failed(Failure.TOO_MANY);
        return false;
    }

    /// Gives a place back.
    void end() {
        current.decrementAndGet();
    }

    void failed(Failure failure) {
        failures.accept(failure);
    }

    long timeoutMillis() {
        return timeout.toMillis();
    }
}
