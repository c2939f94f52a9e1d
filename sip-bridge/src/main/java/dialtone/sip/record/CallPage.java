package dialtone.sip.record;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Records that were found.
///
/// @param next where the next page begins; null when there are no more
public record CallPage(List<CallRecord> calls, CallQuery.@Nullable Cursor next) {

    public CallPage {
        calls = List.copyOf(calls);
    }
}
