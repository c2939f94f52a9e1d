package dialtone.media.srtp;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A key as an `a=crypto` line of SDP has it (RFC 4568 section 9).
///
/// @param tag the number that an answer refers to an offer's line with
/// @param key of the end that wrote the line
public record SdesKey(int tag, SrtpKey key) {

    private static final int MAX_TAG = 999_999_999;
    private static final int FIELDS = 3;
    private static final String INLINE = "inline:";

    /// A number of packets, or a power of two.
    private static final Pattern LIFETIME = Pattern.compile("(2\\^)?([1-9][0-9]{0,14})");

    /// So many packets at least a key must serve, for no key is changed during a call: at 50 a
    /// second, five hours.
    private static final int MIN_LIFETIME_BITS = 20;

    /// What became of a line.
    public sealed interface Outcome {

        /// It can be used.
        record Usable(SdesKey key) implements Outcome {}

        /// It cannot; others of the same offer may.
        ///
        /// @param words that say why, without the key
        record Unusable(String words) implements Outcome {}
    }

    public SdesKey {
        if (tag < 0 || tag > MAX_TAG) {
            throw new IllegalArgumentException("a tag of " + tag + " (expected: 9 digits at most)");
        }
    }

    /// Reads the value of an attribute: what follows `a=crypto:`.
    public static Outcome parse(String value) {
        List<String> fields =
                Arrays.stream(value.strip().split("[ \t]+", -1)).filter(f -> !f.isEmpty()).toList();
        if (fields.size() < FIELDS) {
            return new Outcome.Unusable("a crypto line has a tag, a suite and a key");
        }
        if (!fields.get(0).matches("[0-9]{1,9}")) {
            return new Outcome.Unusable("the tag of a crypto line is a number of 1 to 9 digits");
        }
        SrtpProfile profile = SrtpProfile.named(fields.get(1));
        if (profile == null) {
            return new Outcome.Unusable("the crypto suite is not known");
        }
        String parameter = unknownParameter(fields.subList(FIELDS, fields.size()));
        if (parameter != null) {
            return new Outcome.Unusable(parameter);
        }
        return parseKey(Integer.parseInt(fields.get(0)), profile, fields.get(2));
    }

    /// Session parameters (RFC 4568 section 6.3): nothing is left out of the protection, keys are
    /// derived once, and what is unknown may be passed over only when it says so.
    private static @Nullable String unknownParameter(List<String> parameters) {
        for (String parameter : parameters) {
            boolean isHarmless =
                    parameter.startsWith("-")
                            || parameter.equals("KDR=0")
                            || parameter.startsWith("WSH=");
            if (!isHarmless) {
                return "a session parameter of the crypto line is not supported";
            }
        }
        return null;
    }

    private static Outcome parseKey(int tag, SrtpProfile profile, String text) {
        if (text.contains(";")) {
            return new Outcome.Unusable("several keys in one crypto line are not supported");
        }
        if (!text.regionMatches(true, 0, INLINE, 0, INLINE.length())) {
            return new Outcome.Unusable("the key of a crypto line is inline");
        }
        List<String> parts =
                new ArrayList<>(List.of(text.substring(INLINE.length()).split("\\|", -1)));
        String words = unusableRest(parts.subList(Math.min(1, parts.size()), parts.size()));
        if (words != null) {
            return new Outcome.Unusable(words);
        }
        byte[] bytes = decode(parts.isEmpty() ? "" : parts.getFirst());
        if (bytes == null || bytes.length != profile.keyBytes() + profile.saltBytes()) {
            return new Outcome.Unusable(
                    "the key of %s has %d bytes in Base64"
                            .formatted(profile, profile.keyBytes() + profile.saltBytes()));
        }
        return new Outcome.Usable(
                new SdesKey(
                        tag,
                        SrtpKey.of(
                                profile,
                                Arrays.copyOf(bytes, profile.keyBytes()),
                                Arrays.copyOfRange(bytes, profile.keyBytes(), bytes.length))));
    }

    /// What follows the key: a lifetime that no call outlasts, and no key identifier.
    private static @Nullable String unusableRest(List<String> rest) {
        for (String part : rest) {
            if (part.contains(":")) {
                return "master key identifiers (MKI) are not supported";
            }
            Matcher lifetime = LIFETIME.matcher(part);
            if (!lifetime.matches()) {
                return "the lifetime of the key cannot be read";
            }
            long number = Long.parseLong(lifetime.group(2));
            boolean isPower = lifetime.group(1) != null;
            if (isPower ? number < MIN_LIFETIME_BITS : number < 1L << MIN_LIFETIME_BITS) {
                return "a key serves 2^%d packets at least".formatted(MIN_LIFETIME_BITS);
            }
        }
        return rest.size() > 1 ? "a key has one lifetime" : null;
    }

    private static byte @Nullable [] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /// The attribute's value: what follows `a=crypto:`.
    public String format() {
        byte[] both = Arrays.copyOf(key.key(), key.key().length + key.salt().length);
        System.arraycopy(key.salt(), 0, both, key.key().length, key.salt().length);
        return tag + " " + key.profile() + " " + INLINE + Base64.getEncoder().encodeToString(both);
    }
}
