package dialtone.turn.allocation;

import dialtone.turn.protocol.AddressFamily;

import org.jspecify.annotations.Nullable;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.random.RandomGenerator;

/// Ports that are kept for a client's next allocation (RFC 8656 section 7.2: EVEN-PORT with its R
/// bit). A reservation counts against its user's quota like an allocation, so that nobody can
/// drain the ports by reserving them, and ends by its use, its time, or with the allocation that
/// made it.
///
/// Threading: for any number of threads; whoever takes a reservation out of the map owns it.
public final class Reservations {

    /// The least that RFC 8656 section 7.2 asks for.
    private static final Duration LIFETIME = Duration.ofSeconds(30);

    private final RelayPorts ports;
    private final Quotas quotas;
    private final ConcurrentMap<Long, Reserved> byToken = new ConcurrentHashMap<>();
    private final RandomGenerator random = new SecureRandom();

    public Reservations(RelayPorts ports, Quotas quotas) {
        this.ports = ports;
        this.quotas = quotas;
    }

    /// A port that is kept.
    ///
    /// @param user who may have it, as quotas count
    public record Reserved(String user, AddressFamily family, int port, long untilNanos) {}

    public int count() {
        return byToken.size();
    }

    /// Keeps a port that was taken and counted for it.
    ///
    /// @return the token that it is had for
    public long keep(String user, AddressFamily family, int port, long nowNanos) {
        Reserved reserved = new Reserved(user, family, port, nowNanos + LIFETIME.toNanos());
        while (true) {
            long token = random.nextLong();
            if (byToken.putIfAbsent(token, reserved) == null) {
                return token;
            }
        }
    }

    /// Hands a port over, which stays taken and counted; null when the user has none for this
    /// token, or not any more.
    public @Nullable Reserved take(long token, String user, long nowNanos) {
        Reserved reserved = byToken.get(token);
        boolean isGood =
                reserved != null
                        && reserved.user().equals(user)
                        && reserved.untilNanos() - nowNanos > 0;
        return isGood && byToken.remove(token, reserved) ? reserved : null;
    }

    /// Gives a port back, unless it was taken meanwhile.
    public void release(long token) {
        Reserved reserved = byToken.remove(token);
        if (reserved != null) {
            ports.give(reserved.port());
            quotas.give(reserved.user());
        }
    }

    public void releaseExpired(long nowNanos) {
        byToken.forEach(
                (token, reserved) -> {
                    if (reserved.untilNanos() - nowNanos <= 0) {
                        release(token);
                    }
                });
    }
}
