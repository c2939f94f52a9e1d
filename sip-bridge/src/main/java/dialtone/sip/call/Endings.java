package dialtone.sip.call;

import dialtone.signaling.message.Cause;
import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.Ending;
import dialtone.signaling.message.Words;

/// Why a phone call ended, in words that a person understands; the code of SIP stays beside them.
final class Endings {

    private static final int FIRST_REFUSAL = 300;
    private static final int LAST_REFUSAL = 699;
    private static final int MAX_TEXT = 128;

    private Endings() {}

    static Ending of(dialtone.sip.dialog.Ending ending) {
        return switch (ending.cause()) {
            case HUNG_UP_HERE, HUNG_UP_THERE, REPLACED ->
                    new Ending(EndReason.HANGUP, "The other side hung up.");
            case CANCELLED ->
                    new Ending(EndReason.CANCELLED, "The caller hung up before an answer.");
            case REFUSED -> refused(ending.status(), ending.reason());
            case TIMED_OUT ->
                    new Ending(
                            EndReason.UNREACHABLE,
                            "The phone network did not answer.",
                            cause(ending.status(), ending.reason()));
            case UNREACHABLE ->
                    new Ending(
                            EndReason.UNREACHABLE,
                            "The phone network cannot be reached.",
                            cause(ending.status(), ending.reason()));
            case SESSION_EXPIRED, GONE, UNACKNOWLEDGED ->
                    new Ending(
                            EndReason.UNREACHABLE,
                            "The connection to the phone network was lost.",
                            cause(ending.status(), ending.reason()));
            case NO_DESCRIPTION ->
                    new Ending(
                            EndReason.FAILED,
                            "The phone network sent no description of the media.",
                            cause(ending.status(), ending.reason()));
        };
    }

    /// What a final response to an INVITE means (RFC 3261 section 21).
    static Ending refused(int status, String text) {
        Ending words =
                switch (status) {
                    case 404, 410, 484, 604 ->
                            ending(EndReason.NOT_FOUND, "This number is not in use.");
                    case 486, 600 -> ending(EndReason.BUSY, "The other side is busy.");
                    case 408 -> ending(EndReason.NO_ANSWER, "Nobody answered.");
                    case 480 ->
                            ending(EndReason.UNREACHABLE, "The other side cannot be reached now.");
                    case 603 -> ending(EndReason.DECLINED, "The call was declined.");
                    case 607, 608 ->
                            ending(EndReason.DECLINED, "The call was blocked as unwanted.");
                    case 487 -> ending(EndReason.CANCELLED, "The call was taken back.");
                    case 401, 407 ->
                            ending(
                                    EndReason.FORBIDDEN,
                                    "The phone network did not accept this server's password.");
                    case 402, 403, 433, 436, 438 ->
                            ending(
                                    EndReason.FORBIDDEN,
                                    "The phone network does not allow this call.");
                    case 415, 488, 606 ->
                            ending(
                                    EndReason.FAILED,
                                    "The phone cannot do any kind of sound that this server can.");
                    case 503 ->
                            ending(
                                    EndReason.UNREACHABLE,
                                    "The phone network is overloaded: try again in a moment.");
                    default ->
                            status >= 500
                                    ? ending(
                                            EndReason.UNREACHABLE,
                                            "Something failed in the phone network.")
                                    : ending(
                                            EndReason.FAILED,
                                            "The phone network refused the call.");
                };
        return new Ending(words.reason(), words.words(), cause(status, text));
    }

    private static Ending ending(EndReason reason, String words) {
        return new Ending(reason, words);
    }

    private static Cause cause(int status, String text) {
        String shown = Words.clean(text);
        return new Cause(
                Math.clamp(status, FIRST_REFUSAL, LAST_REFUSAL),
                shown.length() > MAX_TEXT ? shown.substring(0, MAX_TEXT) : shown);
    }
}
