package dialtone.sip.policy;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What prefixes of numbers mean: the longest one of a number counts.
///
/// Threading: immutable.
///
/// @param <T> what they mean
final class Prefixes<T> {

    private static final char ANY_DIGIT = '.';

    private final Map<String, T> plain = new HashMap<>();
    private final Map<String, T> withDots = new HashMap<>();
    private final int longest;

    /// Of prefixes without the plus, in which a dot stands for any digit.
    Prefixes(Map<String, T> meanings) {
        meanings.forEach(
                (prefix, meaning) ->
                        (prefix.indexOf(ANY_DIGIT) < 0 ? plain : withDots).put(prefix, meaning));
        longest = plain.keySet().stream().mapToInt(String::length).max().orElse(0);
    }

    /// The lines of a resource beside this class, without comments and empty ones.
    static List<String> lines(String resource) {
        try (InputStream in = Prefixes.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not in the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the longest prefix of the number means; null when it has none.
    ///
    /// @param digits without the plus
    @Nullable T of(String digits) {
        for (int length = Math.min(longest, digits.length()); length > 0; length--) {
            T meaning = plain.get(digits.substring(0, length));
            if (meaning != null) {
                return meaning;
            }
        }
        for (Map.Entry<String, T> each : withDots.entrySet()) {
            if (isPrefix(each.getKey(), digits)) {
                return each.getValue();
            }
        }
        return null;
    }

    private static boolean isPrefix(String pattern, String digits) {
        if (digits.length() < pattern.length()) {
            return false;
        }
        for (int i = 0; i < pattern.length(); i++) {
            if (pattern.charAt(i) != ANY_DIGIT && pattern.charAt(i) != digits.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
