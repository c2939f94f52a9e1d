package dialtone.signaling.hub;

import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.Ending;

/// What people are told when a call is over and nobody else has found words for it.
final class Endings {

    private Endings() {}

    static Ending of(EndReason reason) {
        return new Ending(reason, words(reason));
    }

    /// For the other endpoints of the user who ended it before an answer.
    static Ending byAnotherDevice(EndReason reason) {
        return reason == EndReason.DECLINED
                ? new Ending(reason, "Declined on another device.")
                : of(reason);
    }

    private static String words(EndReason reason) {
        return switch (reason) {
            case HANGUP -> "The other side hung up.";
            case DECLINED -> "The call was declined.";
            case BUSY -> "The other side is busy.";
            case NO_ANSWER -> "Nobody answered.";
            case CANCELLED -> "The caller hung up.";
            case ANSWERED_ELSEWHERE -> "Answered on another device.";
            case SIGNALING_LOST -> "The connection to the other side was lost.";
            case MEDIA_FAILED -> "No way was found for sound and picture.";
            case SERVER_DRAIN -> "The server stops.";
            case NOT_FOUND -> "This number is not in use.";
            case FORBIDDEN -> "This call is not allowed.";
            case UNREACHABLE -> "The other side cannot be reached now.";
            case TIME_LIMIT -> "The longest time for this call is over.";
            case TRANSFERRED -> "The call was transferred.";
            case FAILED -> "The call failed.";
        };
    }
}
