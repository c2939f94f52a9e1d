package dialtone.signaling.message;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a call to or from another network carries beside who calls whom: nothing, in calls between
/// browsers.
///
/// @param divertedFrom whom a phone called first, whose calls go on to us; null when it called us
/// @param headers of the other network's own, by their names, in their order
public record Details(@Nullable Party divertedFrom, Map<String, String> headers) {

    /// Nothing.
    public static final Details NONE = new Details(null, Map.of());

    public Details {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /// About how many bytes it takes.
    int cost() {
        return headers.entrySet().stream()
                .mapToInt(each -> each.getKey().length() + each.getValue().length())
                .sum();
    }
}
