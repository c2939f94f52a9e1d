package dialtone.sip.dialog;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// BYEs that are on their way.
///
/// Threading: for any thread; the lock is held for a moment only.
final class Goodbyes {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition none = lock.newCondition();
    private int count;

    void said() {
        lock.lock();
        try {
            count++;
        } finally {
            lock.unlock();
        }
    }

    /// One was answered, or will not be.
    void heard() {
        lock.lock();
        try {
            count--;
            if (count == 0) {
                none.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Waits until all were answered, but so long at most.
    void await(Duration most) throws InterruptedException {
        lock.lock();
        try {
            long left = most.toNanos();
            while (count > 0 && left > 0) {
                left = none.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
