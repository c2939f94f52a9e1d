package dialtone.sip.message;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/// Looks at the headers that are read only when somebody asks.
final class Defects {

    private static final Map<HeaderName, Predicate<String>> RULES = rules();

    private Defects() {}

    private static Map<HeaderName, Predicate<String>> rules() {
        Predicate<String> isAddress = value -> NameAddress.read(value) != null;
        Predicate<String> isValue = value -> ValueAndParameters.read(value) != null;
        Predicate<String> isNumber = value -> Chars.number(value, Headers.MAX_NUMBER) >= 0;
        Predicate<String> isAuth = value -> AuthValue.read(value) != null || !isDigest(value);
        Predicate<String> isSession = value -> SessionExpires.read(value) != null;
        Map<HeaderName, Predicate<String>> rules = new LinkedHashMap<>();
        rules.put(HeaderName.VIA, value -> Via.read(value) != null);
        rules.put(HeaderName.CONTACT, isAddress.or("*"::equals));
        rules.put(HeaderName.ROUTE, isAddress);
        rules.put(HeaderName.RECORD_ROUTE, isAddress);
        rules.put(HeaderName.REFER_TO, isAddress);
        rules.put(HeaderName.REFERRED_BY, isAddress);
        rules.put(HeaderName.REPLACES, value -> Replaces.read(value) != null);
        rules.put(HeaderName.CONTENT_TYPE, isValue);
        rules.put(HeaderName.EVENT, isValue);
        rules.put(HeaderName.SUBSCRIPTION_STATE, isValue);
        rules.put(HeaderName.EXPIRES, value -> value.matches("[0-9]+"));
        rules.put(HeaderName.MIN_EXPIRES, isNumber);
        rules.put(HeaderName.SESSION_EXPIRES, isSession);
        rules.put(HeaderName.MIN_SE, isSession);
        rules.put(HeaderName.RSEQ, isNumber);
        rules.put(HeaderName.RACK, value -> RAck.read(value) != null);
        rules.put(HeaderName.AUTHORIZATION, isAuth);
        rules.put(HeaderName.PROXY_AUTHORIZATION, isAuth);
        rules.put(HeaderName.ALLOW, Chars::isToken);
        rules.put(HeaderName.SUPPORTED, Chars::isToken);
        rules.put(HeaderName.REQUIRE, Chars::isToken);
        return rules;
    }

    /// Only of Digest is it known what it looks like.
    private static boolean isDigest(String value) {
        return value.regionMatches(true, 0, "Digest ", 0, "Digest ".length());
    }

    /// The first header that cannot be read, in words; null when all can.
    static @Nullable String in(Headers headers) {
        for (Map.Entry<HeaderName, Predicate<String>> rule : RULES.entrySet()) {
            for (String value : headers.values(rule.getKey())) {
                if (!rule.getValue().test(value)) {
                    return rule.getKey() + " cannot be read: " + Head.shown(value);
                }
            }
        }
        return null;
    }
}
