package dialtone.media.dtls;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Begins handshakes, so many at once at most: they are the costliest thing that the other end of a
/// call can ask for.
///
/// Threading: for any thread.
public final class DtlsHandshakes {

    private final DtlsIdentity identity;
    private final int most;
    private final Duration timeout;
    private final AtomicInteger active = new AtomicInteger();

    /// @param most handshakes at once
    /// @param timeout for a handshake
    public DtlsHandshakes(DtlsIdentity identity, int most, Duration timeout) {
        if (most < 1 || timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(
                    "%d handshakes of %s (expected: 1 or more, of some time)"
                            .formatted(most, timeout));
        }
        this.identity = identity;
        this.most = most;
        this.timeout = timeout;
    }

    /// Begins a handshake.
    ///
    /// @param local this end's role, active or passive
    /// @param expected fingerprints of the SDP, of which one is the other end's
    /// @return null when as many as may be are going on: the other end repeats itself
    public @Nullable DtlsAssociation begin(
            DtlsSetup local, List<Fingerprint> expected, DtlsAssociation.Events events) {
        if (local == DtlsSetup.ACTPASS) {
            throw new IllegalArgumentException("a handshake has one role");
        }
        if (active.incrementAndGet() > most) {
            active.decrementAndGet();
            return null;
        }
        DtlsAssociation association = new DtlsAssociation(this, events);
        association.start(local == DtlsSetup.ACTIVE, new Agreement(expected));
        return association;
    }

    /// How many are going on.
    public int active() {
        return active.get();
    }

    public DtlsIdentity identity() {
        return identity;
    }

    int timeoutMillis() {
        return Math.toIntExact(timeout.toMillis());
    }

    void ended() {
        active.decrementAndGet();
    }
}
