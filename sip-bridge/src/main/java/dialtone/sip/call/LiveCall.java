package dialtone.sip.call;

import dialtone.media.bridge.LegStatistics;
import dialtone.sip.record.CallRecord;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// A phone call that is being made or talked, as it is now.
///
/// @param number as it stands on the wire; null when it has not come to that
/// @param trunk that carries it; null for none
/// @param answered null when it is not yet
/// @param callerCodec null while there is no media, as the other three
/// @param caller how the caller is heard, and hears
/// @param called the same of the other end
public record LiveCall(
        String id,
        CallRecord.Direction direction,
        String from,
        String to,
        @Nullable String number,
        @Nullable String trunk,
        Instant started,
        @Nullable Instant answered,
        @Nullable String callerCodec,
        @Nullable String calledCodec,
        @Nullable LegStatistics caller,
        @Nullable LegStatistics called) {}
