package dialtone.sip.dialog;

import dialtone.sip.agent.ServerTransaction;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.Headers;
import dialtone.sip.message.NameAddress;
import dialtone.sip.message.Replaces;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipUri;
import dialtone.sip.message.Uri;
import dialtone.sip.message.ValueAndParameters;

import org.jspecify.annotations.Nullable;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An own REFER, and what the other side tells of the call it makes (RFC 3515, RFC 3892, RFC 5589).
///
/// Threading: on the call's queue.
final class OutgoingTransfer {

    private static final Pattern STATUS_LINE =
            Pattern.compile("SIP/2\\.0 ([1-6][0-9]{2}) ?([^\\r\\n]{0,200})");
    private static final int FINAL = 200;

    private final Session session;
    private final SipCall call;
    private boolean isOver;

    OutgoingTransfer(Session session, SipCall call) {
        this.session = session;
        this.call = call;
    }

    boolean isOver() {
        return isOver;
    }

    void start(Uri target, @Nullable Replaces replaces) {
        SipRequest plain = session.request(SipRequest.REFER);
        Uri uri = target;
        if (replaces != null && target instanceof SipUri sip) {
            uri = sip.withHeader(HeaderName.REPLACES.text(), replaces.toString());
        }
        Headers headers =
                plain.headers().toBuilder()
                        .add(HeaderName.REFER_TO, NameAddress.of(uri))
                        .add(HeaderName.REFERRED_BY, NameAddress.of(session.dialog().local().uri()))
                        .build();
        session.requests()
                .send(
                        plain.withHeaders(headers),
                        (_, response) -> {
                            if (!response.isSuccess()) {
                                tell(response.status(), response.reason(), true);
                            }
                        });
    }

    /// A NOTIFY; it may come before the REFER's response.
    void receive(ServerTransaction notify) {
        SipRequest request = notify.request();
        notify.respond(session.response(request, 200, "OK"));
        ValueAndParameters state = request.subscriptionState();
        boolean isTerminated = state != null && state.is("terminated");
        ValueAndParameters type = request.contentType();
        Matcher line = STATUS_LINE.matcher(request.body().text());
        if (type != null && type.is("message/sipfrag") && line.lookingAt()) {
            int status = Integer.parseInt(line.group(1));
            tell(status, line.group(2), isTerminated || status >= FINAL);
        } else if (isTerminated) {
            tell(408, "Nothing Heard", true);
        }
    }

    private void tell(int status, String reason, boolean isLast) {
        if (!isOver) {
            isOver = isLast;
            call.tell(listener -> listener.onTransferProgress(status, reason, isLast));
        }
    }
}
