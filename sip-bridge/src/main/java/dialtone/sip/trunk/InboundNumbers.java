package dialtone.sip.trunk;

import dialtone.config.Problems;
import dialtone.signaling.message.Address;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// Which address of ours a number of ours belongs to. Of several that fit, the longest counts, and
/// before those that end with `*` the one without.
///
/// Threading: immutable.
final class InboundNumbers {

    private static final String REST = "*";
    private static final String ROOM = "room:";

    /// As clients may name rooms.
    private static final Pattern ROOM_NAME = Pattern.compile("room:[A-Za-z0-9._~-]{1,128}");

    private final Map<String, String> addresses = new HashMap<>();

    /// @param configured as the operator writes them
    /// @param numbers tells what these mean
    InboundNumbers(Map<String, String> configured, Numbers numbers) {
        configured.forEach(
                (pattern, address) -> {
                    addresses.put(pattern, address);
                    if (!pattern.endsWith(REST)
                            && numbers.read(pattern) instanceof Dialed.Understood(var number, _)) {
                        addresses.putIfAbsent(number, address);
                    }
                });
    }

    static void check(Map<String, String> configured, Problems problems) {
        configured.forEach(
                (pattern, address) -> {
                    String key = "numbers." + pattern;
                    int star = pattern.indexOf(REST);
                    problems.require(
                            star < 0 || star == pattern.length() - 1,
                            key,
                            "a * stands for the rest, and only at the end");
                    problems.require(
                            Address.parse(address) != null,
                            key,
                            "'" + address + "' is no address (expected: such as user:alice)");
                    problems.require(
                            !address.startsWith(ROOM) || ROOM_NAME.matcher(address).matches(),
                            key,
                            "'"
                                    + address
                                    + "' is no room (expected: room: and 1 to 128 letters, digits"
                                    + " and the characters . _ ~ -)");
                });
    }

    /// The address for a number that is called; null when nobody has it.
    @Nullable String of(String number) {
        String exact = addresses.get(number);
        for (int end = number.length(); exact == null && end >= 0; end--) {
            exact = addresses.get(number.substring(0, end) + REST);
        }
        return exact;
    }
}
