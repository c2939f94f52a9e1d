package dialtone.sip.dialog;

import dialtone.sip.agent.ServerTransaction;
import dialtone.sip.message.Body;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.Headers;
import dialtone.sip.message.SipRequest;

/// A REFER of the other side and the NOTIFYs that tell it of the new call (RFC 3515).
///
/// Threading: on the call's queue.
final class IncomingTransfer {

    private static final int FINAL = 200;
    private static final int SUBSCRIPTION_SECONDS = 180;

    private enum State {
        ASKED,
        ACCEPTED,
        OVER
    }

    private final Session session;
    private final SipCall call;
    private final ServerTransaction refer;
    private State state = State.ASKED;

    IncomingTransfer(Session session, SipCall call, ServerTransaction refer) {
        this.session = session;
        this.call = call;
        this.refer = refer;
    }

    void run(Runnable task) {
        call.queue().run(task);
    }

    boolean isOver() {
        return state == State.OVER;
    }

    void accept() {
        if (state == State.ASKED && !session.isOver()) {
            state = State.ACCEPTED;
            refer.respond(session.response(refer.request(), 202, "Accepted"));
            notify(100, "Trying");
        }
    }

    void refuse(int status, String reason) {
        if (state == State.ASKED) {
            state = State.OVER;
            refer.respond(session.response(refer.request(), status, reason));
        }
    }

    void progress(int status, String reason) {
        accept();
        if (state == State.ACCEPTED && !session.isOver()) {
            if (status >= FINAL) {
                state = State.OVER;
            }
            notify(status, reason);
        }
    }

    /// Several subscriptions of one dialog are told apart by the number of their REFER (RFC 3515
    /// section 2.4.6).
    private void notify(int status, String reason) {
        SipRequest plain = session.request(SipRequest.NOTIFY);
        String subscription =
                status >= FINAL
                        ? "terminated;reason=noresource"
                        : "active;expires=" + SUBSCRIPTION_SECONDS;
        Headers headers =
                plain.headers().toBuilder()
                        .add(HeaderName.EVENT, "refer;id=" + refer.request().cSeq().number())
                        .add(HeaderName.SUBSCRIPTION_STATE, subscription)
                        .add(HeaderName.CONTENT_TYPE, "message/sipfrag;version=2.0")
                        .build();
        Body body = Body.of("SIP/2.0 " + status + " " + reason + "\r\n");
        session.requests()
                .send(
                        new SipRequest(plain.method(), plain.uri(), headers, body),
                        (_, response) -> {
                            if (!response.isSuccess()) {
                                state = State.OVER;
                            }
                        });
    }
}
