package dialtone.media;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// A clock that a test moves; the port reads it in its own thread.
///
/// Threading: for any thread.
final class TestClock {

    private final AtomicLong nanos = new AtomicLong();

    void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
    }

    long nanoTime() {
        return nanos.get();
    }
}
