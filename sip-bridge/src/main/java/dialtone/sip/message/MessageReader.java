package dialtone.sip.message;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Makes a message of a head and a body, or says why not.
final class MessageReader {

    private static final String VERSION = "SIP/2.0";
    private static final int BAD_REQUEST = 400;
    private static final int VERSION_NOT_SUPPORTED = 505;
    private static final int MAX_FORWARDS = 255;
    private static final List<HeaderName> NEEDED =
            List.of(
                    HeaderName.VIA,
                    HeaderName.FROM,
                    HeaderName.TO,
                    HeaderName.CALL_ID,
                    HeaderName.CSEQ);
    private static final List<HeaderName> ONCE =
            List.of(
                    HeaderName.FROM,
                    HeaderName.TO,
                    HeaderName.CALL_ID,
                    HeaderName.CSEQ,
                    HeaderName.MAX_FORWARDS);

    private MessageReader() {}

    static Parsed read(Head head, Body body) {
        String line = head.startLine();
        return line.regionMatches(true, 0, "SIP/", 0, 4)
                ? response(line, head, body)
                : request(line, head, body);
    }

    private static Parsed response(String line, Head head, Body body) {
        int codeEnd = VERSION.length() + 4;
        boolean isReadable =
                line.length() >= codeEnd
                        && line.regionMatches(true, 0, VERSION + " ", 0, VERSION.length() + 1)
                        && (line.length() == codeEnd || line.charAt(codeEnd) == ' ');
        long status = isReadable ? Chars.number(line.substring(codeEnd - 3, codeEnd), 699) : -1;
        if (status < 100) {
            return unanswerable("no response: " + Head.shown(line));
        }
        String defect = head.defect() == null ? missing(head.headers()) : head.defect();
        if (defect != null) {
            return unanswerable(defect);
        }
        String reason = line.substring(Math.min(codeEnd + 1, line.length()));
        return new Parsed.Understood(new SipResponse((int) status, reason, head.headers(), body));
    }

    private static Parsed request(String line, Head head, Body body) {
        int methodEnd = line.indexOf(' ');
        int uriEnd = line.lastIndexOf(' ');
        if (methodEnd < 0 || !Chars.isToken(line.substring(0, methodEnd))) {
            return unanswerable("no request: " + Head.shown(line));
        }
        String method = line.substring(0, methodEnd);
        String version = line.substring(uriEnd + 1);
        String target = line.substring(Math.min(methodEnd + 1, uriEnd), uriEnd);
        Uri uri = Uri.read(target);
        SipRequest request =
                new SipRequest(
                        method, uri == null ? new OpaqueUri(target) : uri, head.headers(), body);
        if (!version.equalsIgnoreCase(VERSION) && version.matches("(?i)SIP/[0-9]+\\.[0-9]+")) {
            return malformed(request, VERSION_NOT_SUPPORTED, "version " + Head.shown(version));
        }
        String defect = defect(head, request, uri, version);
        return defect == null
                ? new Parsed.Understood(request)
                : malformed(request, BAD_REQUEST, defect);
    }

    private static @Nullable String defect(
            Head head, SipRequest request, @Nullable Uri uri, String version) {
        if (!version.equalsIgnoreCase(VERSION)) {
            return "the first line does not end with " + VERSION;
        }
        if (uri == null) {
            return "the Request-URI cannot be read";
        }
        if (uri instanceof SipUri sip && sip.hasHeaders()) {
            return "the Request-URI has headers";
        }
        if (head.defect() != null) {
            return head.defect();
        }
        Headers headers = head.headers();
        String missing = missing(headers);
        if (missing != null) {
            return missing;
        }
        if (!request.cSeq().method().equals(request.method())) {
            return "CSeq names another method";
        }
        String forwards = headers.first(HeaderName.MAX_FORWARDS);
        if (forwards != null && Chars.number(forwards, MAX_FORWARDS) < 0) {
            return "Max-Forwards: " + Head.shown(forwards) + " cannot be";
        }
        return null;
    }

    private static @Nullable String missing(Headers headers) {
        for (HeaderName name : NEEDED) {
            String value = headers.first(name);
            if (value == null || value.isEmpty()) {
                return "there is no " + name;
            }
        }
        for (HeaderName name : ONCE) {
            if (headers.count(name) > 1) {
                return "there is more than one " + name;
            }
        }
        if (headers.via() == null) {
            return "the topmost Via cannot be read";
        }
        if (headers.from() == null) {
            return "From cannot be read";
        }
        if (headers.to() == null) {
            return "To cannot be read";
        }
        return headers.cSeq() == null ? "CSeq cannot be read" : null;
    }

    private static Parsed unanswerable(String reason) {
        return new Parsed.Malformed(BAD_REQUEST, reason, null);
    }

    /// With the request, when a response to it can be made and may be sent.
    static Parsed malformed(SipRequest request, int status, String reason) {
        boolean isAnswerable =
                !request.is(SipRequest.ACK) && NEEDED.stream().allMatch(request.headers()::has);
        return new Parsed.Malformed(status, reason, isAnswerable ? request : null);
    }

    /// What a message is whose body is not as long as it says or too long: as far as the head can
    /// be understood, but never a message.
    static Parsed withWrongBody(Head head, int status, String reason) {
        return switch (read(head, Body.EMPTY)) {
            case Parsed.Understood(SipRequest request) -> malformed(request, status, reason);
            case Parsed.Understood(SipResponse _) -> new Parsed.Malformed(status, reason, null);
            case Parsed.Malformed malformed -> malformed;
            case Parsed.KeepAlive _ -> unanswerable(reason);
        };
    }
}
