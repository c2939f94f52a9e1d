package dialtone.sip.call;

import dialtone.signaling.message.Ending;
import dialtone.sip.dialog.IncomingCall;
import dialtone.sip.message.Header;
import dialtone.sip.message.HeaderName;

import java.util.List;

/// How a phone's call is refused: what the code of SIP is for a reason of ours.
///
/// @param retryAfterSeconds when to try again, 0 for nothing said
record Rejection(int status, String reason, int retryAfterSeconds) {

    private static final int SOON_SECONDS = 30;

    static Rejection of(Ending ending) {
        return switch (ending.reason()) {
            case BUSY -> new Rejection(486, "Busy Here", 0);
            case DECLINED -> new Rejection(603, "Decline", 0);
            // Not found is a user who is not connected now: the number is in use.
            case NOT_FOUND,
                    NO_ANSWER,
                    SIGNALING_LOST,
                    UNREACHABLE,
                    HANGUP,
                    TRANSFERRED,
                    ANSWERED_ELSEWHERE ->
                    new Rejection(480, "Temporarily Unavailable", 0);
            case FORBIDDEN -> new Rejection(403, "Forbidden", 0);
            case CANCELLED -> new Rejection(487, "Request Terminated", 0);
            case MEDIA_FAILED -> new Rejection(488, "Not Acceptable Here", 0);
            case SERVER_DRAIN -> new Rejection(503, "Service Unavailable", SOON_SECONDS);
            case TIME_LIMIT, FAILED -> new Rejection(500, "Server Internal Error", 0);
        };
    }

    void apply(IncomingCall call) {
        call.reject(
                status,
                reason,
                retryAfterSeconds == 0
                        ? List.of()
                        : List.of(
                                new Header(
                                        HeaderName.RETRY_AFTER,
                                        String.valueOf(retryAfterSeconds))));
    }
}
