package dialtone.sip.message;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A response.
///
/// @param status from 100 to 699
/// @param reason words for people, any or none
public record SipResponse(int status, String reason, Headers headers, Body body)
        implements SipMessage {

    private static final int TRYING = 100;
    private static final int OK = 200;
    private static final int REDIRECTION = 300;
    private static final List<HeaderName> COPIED =
            List.of(
                    HeaderName.VIA,
                    HeaderName.FROM,
                    HeaderName.TO,
                    HeaderName.CALL_ID,
                    HeaderName.CSEQ);

    public SipResponse {
        if (status < TRYING || status > 699) {
            throw new IllegalArgumentException(status + " is no status");
        }
        if (reason.indexOf('\r') >= 0 || reason.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("the reason has a line end in it");
        }
    }

    /// What every response to this request holds (RFC 3261 section 8.2.6.2), as the request has it:
    /// also of a request that could not be understood.
    ///
    /// @param toTag put to the To when it has none; a 100 needs none
    public static SipResponse to(
            SipRequest request, int status, String reason, @Nullable String toTag) {
        Headers.Builder headers = Headers.builder();
        for (Header field : request.headers().all()) {
            HeaderName name = field.name();
            if (isCopied(name, status)) {
                headers.add(name, field.value());
            }
        }
        NameAddress to = request.headers().to();
        if (toTag != null && to != null && to.tag() == null) {
            headers.set(HeaderName.TO, to.withTag(toTag));
        }
        return new SipResponse(status, reason, headers.build(), Body.EMPTY);
    }

    private static boolean isCopied(HeaderName name, int status) {
        if (name.equals(HeaderName.RECORD_ROUTE)) {
            return status > TRYING && status < REDIRECTION;
        }
        return COPIED.contains(name) || (status == TRYING && name.equals(HeaderName.TIMESTAMP));
    }

    /// Whether others follow it.
    public boolean isProvisional() {
        return status < OK;
    }

    public boolean isSuccess() {
        return status >= OK && status < REDIRECTION;
    }

    public SipResponse withHeaders(Headers changed) {
        return new SipResponse(status, reason, changed, body);
    }

    /// With one more header behind the others.
    public SipResponse with(HeaderName name, Object value) {
        return withHeaders(headers.toBuilder().add(name, value).build());
    }

    /// With a body of this type.
    public SipResponse withBody(String contentType, Body changed) {
        return new SipResponse(
                status,
                reason,
                headers.toBuilder().set(HeaderName.CONTENT_TYPE, contentType).build(),
                changed);
    }

    @Override
    public byte[] toBytes() {
        return MessageWriter.write("SIP/2.0 " + status + " " + reason + "\r\n", headers, body);
    }
}
