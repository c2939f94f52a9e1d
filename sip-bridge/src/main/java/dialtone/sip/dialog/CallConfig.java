package dialtone.sip.dialog;

import dialtone.sip.agent.SentBy;
import dialtone.sip.agent.TimerValues;

import org.jspecify.annotations.Nullable;

/// How calls behave.
///
/// @param reliability of provisional responses
/// @param sessionSeconds how long a session lasts without a refresh (RFC 4028); 0 to want none
/// @param minSessionSeconds shorter ones are refused with 422; at least 90
/// @param userAgent what it calls itself, in User-Agent and Server
/// @param timers as the agent has them
/// @param seenAs as whom the other side reaches us over UDP, behind a NAT; null: as the agent says
public record CallConfig(
        Reliability reliability,
        int sessionSeconds,
        int minSessionSeconds,
        String userAgent,
        TimerValues timers,
        @Nullable SentBy seenAs) {

    private static final int SHORTEST_SESSION = 90;

    /// What is usual.
    public static final CallConfig DEFAULT =
            new CallConfig(
                    Reliability.SUPPORTED,
                    1800,
                    SHORTEST_SESSION,
                    "Dialtone",
                    TimerValues.DEFAULT,
                    null);

    /// Whether provisional responses are acknowledged (RFC 3262).
    public enum Reliability {
        /// Never, unless the caller insists.
        OFF,
        /// When the other side can.
        SUPPORTED,
        /// An outgoing call fails with 420 when the other side cannot.
        REQUIRED
    }

    public CallConfig {
        if (minSessionSeconds < SHORTEST_SESSION) {
            throw new IllegalArgumentException(
                    "the shortest session is "
                            + minSessionSeconds
                            + " s (expected: at least "
                            + SHORTEST_SESSION
                            + ")");
        }
        if (sessionSeconds != 0 && sessionSeconds < minSessionSeconds) {
            throw new IllegalArgumentException(
                    "a session lasts "
                            + sessionSeconds
                            + " s (expected: 0 or at least "
                            + minSessionSeconds
                            + ")");
        }
    }
}
