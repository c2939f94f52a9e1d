package dialtone.sip.sdp;

import java.util.Comparator;
import java.util.List;

/// Which codec one leg should come to, given the other: the same, so that nothing is transcoded.
public final class CodecPreference {

    private CodecPreference() {}

    /// Puts a leg's codecs in order.
    ///
    /// @param own what the leg can do
    /// @param other what the other leg can do or has come to, the preferred first
    /// @param isOpusFirst whether Opus is worth transcoding on this leg: it gets over losses that
    ///     G.711 does not
    /// @return all of `own`
    public static List<Format> order(List<Format> own, List<Format> other, boolean isOpusFirst) {
        return own.stream()
                .sorted(Comparator.comparingInt(codec -> rank(codec, other, isOpusFirst)))
                .toList();
    }

    private static int rank(Format codec, List<Format> other, boolean isOpusFirst) {
        if (isOpusFirst && codec.isOpus()) {
            return -1;
        }
        for (int i = 0; i < other.size(); i++) {
            if (codec.isSameAs(other.get(i))) {
                return i;
            }
        }
        return other.size();
    }
}
