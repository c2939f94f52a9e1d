package dialtone.signaling.message;

import org.jspecify.annotations.Nullable;

/// How a call ends.
///
/// @param words for a person
/// @param cause null when no phone was in it, or the phone network told none
public record Ending(EndReason reason, String words, @Nullable Cause cause) {

    public Ending(EndReason reason, String words) {
        this(reason, words, null);
    }
}
