package dialtone.sip.agent;

import java.time.Duration;

/// How long transactions wait (RFC 3261 section 17.1.1.1); the timers A to M follow from these.
///
/// @param t1 a round trip
/// @param t2 the longest time between two retransmissions
/// @param t4 how long a message stays in the network
public record TimerValues(Duration t1, Duration t2, Duration t4) {

    public static final TimerValues DEFAULT =
            new TimerValues(Duration.ofMillis(500), Duration.ofSeconds(4), Duration.ofSeconds(5));

    private static final int TRANSACTION_ROUND_TRIPS = 64;

    /// After what time the server says that it works on an INVITE (RFC 3261 section 17.2.1).
    static final Duration TRYING_AFTER = Duration.ofMillis(200);

    /// Timer D over UDP.
    static final Duration FINAL_RESPONSES = Duration.ofSeconds(32);

    public TimerValues {
        if (!t1.isPositive() || t2.compareTo(t1) < 0 || t4.isNegative()) {
            throw new IllegalArgumentException(
                    "no timers can be made of T1 " + t1 + ", T2 " + t2 + ", T4 " + t4);
        }
    }

    /// Timers B, F, H, J, L and M: when nobody answers any more.
    public Duration transaction() {
        return t1.multipliedBy(TRANSACTION_ROUND_TRIPS);
    }

    /// Twice as long as the last time, but not longer than T2.
    Duration next(Duration last) {
        Duration twice = last.multipliedBy(2);
        return twice.compareTo(t2) > 0 ? t2 : twice;
    }
}
