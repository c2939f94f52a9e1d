package dialtone.sip.agent;

import dialtone.sip.message.Body;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.Headers;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.Uri;

/// Requests that tests send.
final class Requests {

    private Requests() {}

    /// With all it must have but a Via.
    static SipRequest of(String method) {
        Headers headers =
                Headers.builder()
                        .add(HeaderName.MAX_FORWARDS, 70)
                        .add(HeaderName.FROM, "<sip:ann@example.org>;tag=1")
                        .add(HeaderName.TO, "<sip:ben@example.net>")
                        .add(HeaderName.CALL_ID, "a84b4c76e66710")
                        .add(HeaderName.CSEQ, "7 " + method)
                        .build();
        return new SipRequest(method, Uri.of("sip:ben@example.net"), headers, Body.EMPTY);
    }

    /// With a Via too.
    static SipRequest withVia(String method, String via) {
        SipRequest request = of(method);
        return request.withHeaders(
                request.headers().toBuilder().addFirst(HeaderName.VIA, via).build());
    }

    static SipRequest withVia(String method) {
        return withVia(method, "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1");
    }
}
