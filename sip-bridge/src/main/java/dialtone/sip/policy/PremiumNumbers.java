package dialtone.sip.policy;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Numbers that cost far more than their country does, by `premium.txt`.
///
/// Threading: immutable.
final class PremiumNumbers {

    private final Prefixes<String> kinds;
    private final List<String> allowed;

    /// @param allowed prefixes of E.164 that are no premium numbers here
    PremiumNumbers(List<String> allowed) {
        this.allowed = List.copyOf(allowed);
        Map<String, String> table = new HashMap<>();
        for (String line : Prefixes.lines("premium.txt")) {
            String[] parts = line.split("#", 2);
            table.put(parts[0].strip(), parts[1].strip());
        }
        kinds = new Prefixes<>(table);
    }

    /// What makes the number one of them, in words; null when it is none, or is allowed.
    @Nullable String kind(PhoneNumber number) {
        return number.isShort() || allowed.stream().anyMatch(number.text()::startsWith)
                ? null
                : kinds.of(number.digits());
    }
}
