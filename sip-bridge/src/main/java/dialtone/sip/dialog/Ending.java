package dialtone.sip.dialog;

import dialtone.sip.message.NameAddress;
import dialtone.sip.message.SipMessage;
import dialtone.sip.message.SipResponse;
import dialtone.sip.message.ValueAndParameters;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// How a call ended.
///
/// @param status of the response that ended it, or the one that means the same; 200 for a hang-up
/// @param reason words for people
/// @param retryAfterSeconds when to try again, as the other side says
/// @param contacts where else to try, of a 3xx
/// @param reasons of the network, such as `Q.850;cause=16`
/// @param redirection the 3xx itself; null for every other end
public record Ending(
        Cause cause,
        int status,
        String reason,
        @Nullable Long retryAfterSeconds,
        List<NameAddress> contacts,
        List<ValueAndParameters> reasons,
        @Nullable SipResponse redirection) {

    /// Who or what ended it.
    public enum Cause {
        HUNG_UP_HERE,
        HUNG_UP_THERE,
        /// The caller has taken an incoming call back.
        CANCELLED,
        /// The other side's final response to the INVITE, or the own one.
        REFUSED,
        /// Nobody answered the INVITE.
        TIMED_OUT,
        /// The INVITE reached nobody.
        UNREACHABLE,
        /// Nobody refreshed the session (RFC 4028).
        SESSION_EXPIRED,
        /// The other side did not acknowledge the answer, or a provisional response.
        UNACKNOWLEDGED,
        /// The other side knows nothing of the call any more.
        GONE,
        /// A new call took its place (RFC 3891).
        REPLACED,
        /// The other side left out a session description that had to be there.
        NO_DESCRIPTION
    }

    public Ending {
        contacts = List.copyOf(contacts);
        reasons = List.copyOf(reasons);
    }

    static Ending of(Cause cause, int status, String reason) {
        return new Ending(cause, status, reason, null, List.of(), List.of(), null);
    }

    static Ending of(Cause cause, SipResponse response) {
        boolean isRedirection = response.status() / 100 == 3;
        return new Ending(
                cause,
                response.status(),
                response.reason(),
                response.retryAfterSeconds(),
                isRedirection ? response.contacts() : List.of(),
                response.reasons(),
                isRedirection ? response : null);
    }

    static Ending hungUpThere(SipMessage bye) {
        return new Ending(
                Cause.HUNG_UP_THERE, 200, "Hung Up", null, List.of(), bye.reasons(), null);
    }
}
