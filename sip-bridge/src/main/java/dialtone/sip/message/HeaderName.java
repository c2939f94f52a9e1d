package dialtone.sip.message;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/// The name of a header field. Names differ in more than case; those a user agent knows are
/// constants here, also reached by their compact form (RFC 3261 section 7.3.3).
///
/// Threading: immutable.
public final class HeaderName {

    private static final int TABLE_SIZE = 256;
    private static final HeaderName[] KNOWN = new HeaderName[TABLE_SIZE];

    public static final HeaderName ACCEPT = list("Accept", "");
    public static final HeaderName ALLOW = list("Allow", "");
    public static final HeaderName ALLOW_EVENTS = list("Allow-Events", "u");
    public static final HeaderName AUTHORIZATION = single("Authorization", "");
    public static final HeaderName CALL_ID = single("Call-ID", "i");
    public static final HeaderName CONTACT = list("Contact", "m");
    public static final HeaderName CONTENT_ENCODING = list("Content-Encoding", "e");
    public static final HeaderName CONTENT_LENGTH = single("Content-Length", "l");
    public static final HeaderName CONTENT_TYPE = single("Content-Type", "c");
    public static final HeaderName CSEQ = single("CSeq", "");
    public static final HeaderName DATE = single("Date", "");
    public static final HeaderName DIVERSION = list("Diversion", "");
    public static final HeaderName EVENT = single("Event", "o");
    public static final HeaderName EXPIRES = single("Expires", "");
    public static final HeaderName FROM = single("From", "f");
    public static final HeaderName HISTORY_INFO = list("History-Info", "");
    public static final HeaderName MAX_FORWARDS = single("Max-Forwards", "");
    public static final HeaderName MIN_EXPIRES = single("Min-Expires", "");
    public static final HeaderName MIN_SE = single("Min-SE", "");
    public static final HeaderName P_ASSERTED_IDENTITY = list("P-Asserted-Identity", "");
    public static final HeaderName PATH = list("Path", "");
    public static final HeaderName PRIVACY = single("Privacy", "");
    public static final HeaderName PROXY_AUTHENTICATE = single("Proxy-Authenticate", "");
    public static final HeaderName PROXY_AUTHORIZATION = single("Proxy-Authorization", "");
    public static final HeaderName PROXY_REQUIRE = list("Proxy-Require", "");
    public static final HeaderName RACK = single("RAck", "");
    public static final HeaderName REASON = list("Reason", "");
    public static final HeaderName RECORD_ROUTE = list("Record-Route", "");
    public static final HeaderName REFER_TO = single("Refer-To", "r");
    public static final HeaderName REFERRED_BY = single("Referred-By", "b");
    public static final HeaderName REPLACES = single("Replaces", "");
    public static final HeaderName REQUIRE = list("Require", "");
    public static final HeaderName RETRY_AFTER = single("Retry-After", "");
    public static final HeaderName ROUTE = list("Route", "");
    public static final HeaderName RSEQ = single("RSeq", "");
    public static final HeaderName SERVER = single("Server", "");
    public static final HeaderName SERVICE_ROUTE = list("Service-Route", "");
    public static final HeaderName SESSION_EXPIRES = single("Session-Expires", "x");
    public static final HeaderName SUBJECT = single("Subject", "s");
    public static final HeaderName SUBSCRIPTION_STATE = single("Subscription-State", "");
    public static final HeaderName SUPPORTED = list("Supported", "k");
    public static final HeaderName TIMESTAMP = single("Timestamp", "");
    public static final HeaderName TO = single("To", "t");
    public static final HeaderName UNSUPPORTED = list("Unsupported", "");
    public static final HeaderName USER_AGENT = single("User-Agent", "");
    public static final HeaderName VIA = list("Via", "v");
    public static final HeaderName WARNING = list("Warning", "");
    public static final HeaderName WWW_AUTHENTICATE = single("WWW-Authenticate", "");

    private final String text;
    private final String compact;
    private final boolean isList;
    private final boolean isKnown;

    private HeaderName(String text, String compact, boolean isList, boolean isKnown) {
        this.text = text;
        this.compact = compact;
        this.isList = isList;
        this.isKnown = isKnown;
    }

    /// The header of this name, in whatever case, long or compact.
    ///
    /// @throws IllegalArgumentException when it is no token
    public static HeaderName of(String text) {
        HeaderName name = read(text, 0, text.length());
        if (name == null) {
            throw new IllegalArgumentException("\"" + text + "\" is no name for a header");
        }
        return name;
    }

    /// The name that stands there, or null when it is no token.
    static @Nullable HeaderName read(String text, int start, int end) {
        HeaderName known = known(text, start, end);
        if (known != null) {
            return known;
        }
        String name = text.substring(start, end);
        return Chars.isToken(name) ? new HeaderName(name, "", false, false) : null;
    }

    /// The name in its usual spelling; an unknown one as it came.
    public String text() {
        return text;
    }

    /// Whether one header field may hold several values with commas between them, which mean the
    /// same as several fields (RFC 3261 section 7.3.1). Credentials and challenges hold commas and
    /// are none.
    public boolean isList() {
        return isList;
    }

    private static HeaderName single(String text, String compact) {
        return enter(new HeaderName(text, compact, false, true));
    }

    private static HeaderName list(String text, String compact) {
        return enter(new HeaderName(text, compact, true, true));
    }

    private static HeaderName enter(HeaderName name) {
        enter(name.text, name);
        if (!name.compact.isEmpty()) {
            enter(name.compact, name);
        }
        return name;
    }

    private static void enter(String spelling, HeaderName name) {
        int i = hash(spelling, 0, spelling.length());
        while (KNOWN[i] != null) {
            i = (i + 1) % TABLE_SIZE;
        }
        KNOWN[i] = name;
    }

    private static @Nullable HeaderName known(String text, int start, int end) {
        int i = hash(text, start, end);
        while (true) {
            HeaderName name = KNOWN[i];
            if (name == null
                    || isAt(name.text, text, start, end)
                    || isAt(name.compact, text, start, end)) {
                return name;
            }
            i = (i + 1) % TABLE_SIZE;
        }
    }

    private static boolean isAt(String spelling, String text, int start, int end) {
        int length = end - start;
        return spelling.length() == length && text.regionMatches(true, start, spelling, 0, length);
    }

    /// Alike for letters that differ in case only; the table is wide enough for every character.
    private static int hash(String text, int start, int end) {
        int hash = end - start;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + (text.charAt(i) | 0x20);
        }
        return (hash ^ hash >>> 8) & (TABLE_SIZE - 1);
    }

    @Override
    public boolean equals(Object other) {
        // There is only one of each that is known, and most are.
        return this == other
                || (other instanceof HeaderName that
                        && !isKnown
                        && !that.isKnown
                        && text.equalsIgnoreCase(that.text));
    }

    @Override
    public int hashCode() {
        return text.toLowerCase(Locale.ROOT).hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
