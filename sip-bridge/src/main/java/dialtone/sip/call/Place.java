package dialtone.sip.call;

import dialtone.sip.sdp.Format;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// An end in a conversation, and what is known of it there.
///
/// Threading: for the conversation's queue.
final class Place {

    final End end;
    List<Format> offered = Formats.ALL;
    @Nullable Spoken spoken;

    Place(End end) {
        this.end = end;
    }

    boolean isHolding() {
        return spoken != null && spoken.isHolding();
    }

    /// What it speaks, as far as that is known.
    List<Format> formats() {
        return spoken == null ? offered : List.of(spoken.codec());
    }

    @SuppressWarnings("ReferenceEquality") // The very end is meant.
    static boolean isOf(@Nullable Place place, @Nullable End end) {
        return place != null && place.end == end;
    }
}
