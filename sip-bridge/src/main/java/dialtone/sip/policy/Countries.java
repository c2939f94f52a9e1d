package dialtone.sip.policy;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Which country a number of E.164 is in, by `countries.txt`.
///
/// Threading: immutable.
final class Countries {

    private static final int NETWORK_CODE = 3;

    private final Prefixes<List<String>> byPrefix;
    private final Set<String> known = new HashSet<>();

    Countries() {
        Map<String, List<String>> table = new HashMap<>();
        for (String line : Prefixes.lines("countries.txt")) {
            String[] words = line.split(" ", -1);
            List<String> countries = List.of(words[0].split(",", -1));
            known.addAll(countries);
            for (int i = 1; i < words.length; i++) {
                table.put(words[i], countries);
            }
        }
        byPrefix = new Prefixes<>(table);
    }

    /// Whether there is a country of these two letters.
    boolean isKnown(String country) {
        return known.contains(country);
    }

    /// All countries that the number may be in, the likeliest first; none when it is in no country.
    List<String> of(PhoneNumber number) {
        List<String> found = number.isShort() ? null : byPrefix.of(number.digits());
        return found == null ? List.of() : found;
    }

    /// What the number's calls are counted under: its country, or the code of a network that is in
    /// none, such as `+881`; null for short numbers, which mean what the trunk says.
    @Nullable String place(PhoneNumber number) {
        if (number.isShort()) {
            return null;
        }
        List<String> found = of(number);
        String digits = number.digits();
        return found.isEmpty()
                ? "+" + digits.substring(0, Math.min(NETWORK_CODE, digits.length()))
                : found.getFirst();
    }

    /// What people call it.
    static String name(String place) {
        return place.startsWith("+")
                ? "the network " + place
                : Locale.of("", place).getDisplayCountry(Locale.ENGLISH);
    }
}
