package dialtone.signaling.hub;

import dialtone.signaling.message.RawJson;

import java.util.ArrayList;
import java.util.List;

/// The caller's candidates, for endpoints that connect while the call rings already.
///
/// Threading: for one thread at a time; the call's queue sees to it.
final class EarlyCandidates {

    private static final int MAX_BYTES = 64 * 1024;

    private final List<RawJson> kept = new ArrayList<>();
    private int bytes;

    void keep(RawJson candidates) {
        if (bytes + candidates.length() <= MAX_BYTES) {
            bytes += candidates.length();
            kept.add(candidates.copy());
        }
    }

    List<RawJson> all() {
        return kept;
    }

    void clear() {
        kept.clear();
    }
}
