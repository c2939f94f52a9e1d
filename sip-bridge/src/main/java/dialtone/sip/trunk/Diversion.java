package dialtone.sip.trunk;

import dialtone.sip.message.NameAddress;
import dialtone.sip.message.SipMessage;
import dialtone.sip.message.SipUri;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// Somebody was called, and the call went on to somebody else.
///
/// @param number of who was called: with its country's code, or as it came
/// @param reason in the words of RFC 5806, such as `no-answer`
/// @param isPrivate whether they are not to be shown to anybody
public record Diversion(String number, String reason, boolean isPrivate) {

    /// Whoever was called has said where to.
    public static final String UNCONDITIONAL = "unconditional";

    /// Somebody has passed the call on.
    public static final String DEFLECTION = "deflection";

    private static final String UNKNOWN = "unknown";

    /// More of them are no call's way any more, but a loop.
    private static final int MOST = 10;

    private static final Set<String> REASONS =
            Set.of(
                    UNKNOWN,
                    "user-busy",
                    "no-answer",
                    "unavailable",
                    UNCONDITIONAL,
                    "time-of-day",
                    "do-not-disturb",
                    DEFLECTION,
                    "follow-me",
                    "out-of-service",
                    "away");

    /// Privacy that hides where a call has been (RFC 7044 section 10.1, RFC 3323).
    private static final Set<String> HIDING = Set.of("history", "session", "header");

    /// What a message tells of them, the last one first: Diversion, or else the beginning of
    /// History-Info.
    ///
    /// @param number finds the number in an address; empty when there is none
    static List<Diversion> of(SipMessage message, Function<NameAddress, String> number) {
        List<Diversion> found = new ArrayList<>();
        for (NameAddress each : message.diversions()) {
            String whose = number.apply(each);
            if (!whose.isEmpty() && found.size() < MOST) {
                found.add(new Diversion(whose, reason(each), isPrivate(each)));
            }
        }
        if (found.isEmpty()) {
            Diversion first = first(message, number);
            return first == null ? List.of() : List.of(first);
        }
        return found;
    }

    private static String reason(NameAddress diversion) {
        String reason = diversion.parameters().get("reason");
        String bare = reason == null ? UNKNOWN : reason.replace("\"", "");
        return REASONS.contains(bare) ? bare : UNKNOWN;
    }

    private static boolean isPrivate(NameAddress diversion) {
        String privacy = diversion.parameters().get("privacy");
        return privacy != null && (privacy.equals("full") || privacy.equals("uri"));
    }

    /// The first entry of History-Info, when a later one says that the call was diverted: a mere
    /// way through a network is none.
    private static @Nullable Diversion first(
            SipMessage message, Function<NameAddress, String> number) {
        List<NameAddress> history = message.history();
        String reason = UNKNOWN;
        boolean isDiverted = false;
        for (int i = 0; i < history.size(); i++) {
            NameAddress entry = history.get(i);
            String cause = entry.uri() instanceof SipUri uri ? uri.parameter("cause") : null;
            boolean isLater = i > 0 && (cause != null || entry.parameters().get("mp") != null);
            boolean isLeft = i < history.size() - 1 && header(entry, "Reason") != null;
            if (!isDiverted && (isLater || isLeft)) {
                isDiverted = true;
                reason = reasonOf(cause);
            }
        }
        String whose = history.isEmpty() ? "" : number.apply(history.getFirst());
        if (!isDiverted || whose.isEmpty()) {
            return null;
        }
        String privacy = header(history.getFirst(), "Privacy");
        boolean isHidden =
                message.privacy().stream().anyMatch(HIDING::contains)
                        || (privacy != null && HIDING.contains(privacy));
        return new Diversion(whose, reason, isHidden);
    }

    /// What the codes of RFC 4458 section 2 mean.
    private static String reasonOf(@Nullable String cause) {
        return switch (cause) {
            case "302" -> UNCONDITIONAL;
            case "404", "503" -> "unavailable";
            case "408" -> "no-answer";
            case "480", "487" -> DEFLECTION;
            case "486" -> "user-busy";
            case null, default -> UNKNOWN;
        };
    }

    private static @Nullable String header(NameAddress entry, String name) {
        return entry.uri() instanceof SipUri uri ? uri.header(name) : null;
    }
}
