package dialtone.sip.message;

/// A request.
///
/// @param method in capitals as a rule; methods differ by case
public record SipRequest(String method, Uri uri, Headers headers, Body body) implements SipMessage {

    public static final String ACK = "ACK";
    public static final String BYE = "BYE";
    public static final String CANCEL = "CANCEL";
    public static final String INFO = "INFO";
    public static final String INVITE = "INVITE";
    public static final String MESSAGE = "MESSAGE";
    public static final String NOTIFY = "NOTIFY";
    public static final String OPTIONS = "OPTIONS";
    public static final String PRACK = "PRACK";
    public static final String REFER = "REFER";
    public static final String REGISTER = "REGISTER";
    public static final String SUBSCRIBE = "SUBSCRIBE";
    public static final String UPDATE = "UPDATE";

    public SipRequest {
        if (!Chars.isToken(method)) {
            throw new IllegalArgumentException("\"" + method + "\" is no method");
        }
    }

    public boolean is(String otherMethod) {
        return method.equals(otherMethod);
    }

    public SipRequest withHeaders(Headers changed) {
        return new SipRequest(method, uri, changed, body);
    }

    @Override
    public byte[] toBytes() {
        return MessageWriter.write(method + " " + uri + " SIP/2.0\r\n", headers, body);
    }
}
