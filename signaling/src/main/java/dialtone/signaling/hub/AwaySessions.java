package dialtone.signaling.hub;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// The sessions whose connection is lost, the one that lost it first being first.
///
/// They keep their places among the sessions, but give way to a client that is there.
///
/// Threading: for any number of threads.
final class AwaySessions {

    private final ReentrantLock lock = new ReentrantLock();

    /// With their addresses.
    private final Map<Session, String> sessions = new LinkedHashMap<>();

    void add(String address, Session session) {
        lock.lock();
        try {
            sessions.put(session, address);
        } finally {
            lock.unlock();
        }
    }

    void remove(Session session) {
        lock.lock();
        try {
            sessions.remove(session);
        } finally {
            lock.unlock();
        }
    }

    /// Which one has been away for the longest.
    ///
    /// @param address whose; null for anybody's
    @Nullable Session oldest(@Nullable String address) {
        lock.lock();
        try {
            for (Map.Entry<Session, String> each : sessions.entrySet()) {
                if (address == null || address.equals(each.getValue())) {
                    return each.getKey();
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    int count() {
        lock.lock();
        try {
            return sessions.size();
        } finally {
            lock.unlock();
        }
    }
}
