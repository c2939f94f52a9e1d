package dialtone.sip.record;

import dialtone.signaling.message.Cause;
import dialtone.signaling.message.EndReason;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/// A phone call that is over.
///
/// @param id of the call, as the log and the browser know it
/// @param from who called: an address of ours, or a number
/// @param to who was called, as it was dialed
/// @param divertedFrom whom a phone called first, whose calls go on; null when it called `to`, and
///     when that is not to be shown
/// @param number as it stood on the wire; null when it did not come to that
/// @param trunk that carried it; null for none
/// @param origin of the browser's page; null when it is none
/// @param user of the ticket; null when nobody of ours was reached
/// @param ringing when it first rang; null when it did not
/// @param answered null when it was not
/// @param cause the phone network's own reason; null when it told none
/// @param sipCallId the `Call-ID` of the phone's side; null when there was none
public record CallRecord(
        String id,
        Direction direction,
        String from,
        String to,
        @Nullable String divertedFrom,
        @Nullable String number,
        @Nullable String trunk,
        @Nullable String origin,
        @Nullable String user,
        Instant started,
        @Nullable Instant ringing,
        @Nullable Instant answered,
        Instant ended,
        EndReason reason,
        @Nullable Cause cause,
        Ender endedBy,
        @Nullable String sipCallId,
        CallMedia media) {

    /// Who called.
    public enum Direction {
        /// A browser calls a phone.
        OUTBOUND,
        /// A phone calls a browser.
        INBOUND;

        /// As it is written.
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Who ended it.
    public enum Ender {
        BROWSER,
        PHONE,
        SERVER;

        /// As it is written.
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// How long it was talked.
    public Duration duration() {
        return answered == null || ended.isBefore(answered)
                ? Duration.ZERO
                : Duration.between(answered, ended);
    }
}
