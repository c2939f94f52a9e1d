package dialtone.sip.dialog;

import dialtone.sip.message.Body;
import dialtone.sip.message.Header;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.Headers;
import dialtone.sip.message.SipMessage;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;
import dialtone.sip.message.Uri;

import org.jspecify.annotations.Nullable;

/// A phone that does exactly what the test says, message by message.
public final class ScriptedPhone extends ScriptedPeer {

    private int peerPort;
    private int branches;

    public ScriptedPhone(int peerPort) {
        this.peerPort = peerPort;
    }

    /// Whom it calls, when that is not known from the beginning.
    public void peer(int port) {
        peerPort = port;
    }

    public String contact() {
        return "<sip:ben@127.0.0.1:" + port() + ">";
    }

    /// The final response to this request of ours; what comes before, such as a repeated answer to
    /// an earlier one, is passed over.
    public SipResponse responseTo(SipRequest request) {
        while (true) {
            if (receive() instanceof SipResponse response
                    && response.cSeq().equals(request.cSeq())
                    && response.status() >= 200) {
                return response;
            }
        }
    }

    public SipResponse respond(
            SipRequest request, int status, String tag, @Nullable String sdp, Header... more) {
        SipResponse response = SipResponse.to(request, status, "So", tag);
        if (status > 100 && status < 300) {
            response = response.with(HeaderName.CONTACT, contact());
        }
        for (Header each : more) {
            response = response.with(each.name(), each.value());
        }
        if (sdp != null) {
            response = response.withBody(Core.SDP, Body.of(sdp));
        }
        send(response);
        return response;
    }

    /// An INVITE from here.
    public SipRequest invite(@Nullable String sdp, Header... more) {
        return inviteTo("ann", sdp, more);
    }

    /// An INVITE from here, to this user.
    public SipRequest inviteTo(String user, @Nullable String sdp, Header... more) {
        Headers.Builder headers =
                Headers.builder()
                        .add(HeaderName.FROM, "<sip:ben@127.0.0.1>;tag=phone")
                        .add(HeaderName.TO, "<sip:" + user + "@127.0.0.1>")
                        .add(HeaderName.CALL_ID, "call-" + branches)
                        .add(HeaderName.CSEQ, "1 INVITE")
                        .add(HeaderName.CONTACT, contact());
        return send("INVITE", headers, "sip:" + user + "@127.0.0.1:" + peerPort, sdp, more);
    }

    /// A request from here in the dialog that the other side's INVITE made.
    public SipRequest inDialogOf(
            SipRequest invite,
            String tag,
            String method,
            int number,
            @Nullable String sdp,
            Header... more) {
        Headers.Builder headers =
                Headers.builder()
                        .add(HeaderName.FROM, invite.to().withTag(tag))
                        .add(HeaderName.TO, invite.from())
                        .add(HeaderName.CALL_ID, invite.callId())
                        .add(HeaderName.CSEQ, number + " " + method)
                        .add(HeaderName.CONTACT, contact());
        return send(method, headers, invite.contacts().getFirst().uri().toString(), sdp, more);
    }

    /// A request from here in the dialog that this response to the own INVITE made.
    public SipRequest inDialogOf(
            SipResponse response, String method, int number, @Nullable String sdp, Header... more) {
        Headers.Builder headers =
                Headers.builder()
                        .add(HeaderName.FROM, response.from())
                        .add(HeaderName.TO, response.to())
                        .add(HeaderName.CALL_ID, response.callId())
                        .add(HeaderName.CSEQ, number + " " + method)
                        .add(HeaderName.CONTACT, contact());
        return send(method, headers, response.contacts().getFirst().uri().toString(), sdp, more);
    }

    /// An INFO from here in the dialog that this response to the own INVITE made.
    public SipRequest info(SipResponse response, int number, String body, Header type) {
        SipRequest bare = prepared(response, "INFO", number, type);
        SipRequest info = new SipRequest("INFO", bare.uri(), bare.headers(), Body.of(body));
        send(info);
        return info;
    }

    /// The CANCEL of an own INVITE, or the ACK for its refusal.
    public void again(String method, SipRequest invite, @Nullable SipResponse refusal) {
        Headers headers =
                invite.headers().toBuilder()
                        .set(HeaderName.CSEQ, invite.cSeq().number() + " " + method)
                        .set(HeaderName.TO, refusal == null ? invite.to() : refusal.to())
                        .remove(HeaderName.CONTENT_TYPE)
                        .build();
        send(new SipRequest(method, invite.uri(), headers, Body.EMPTY));
    }

    private SipRequest prepared(SipResponse response, String method, int number, Header... more) {
        Headers.Builder headers =
                Headers.builder()
                        .add(HeaderName.FROM, response.from())
                        .add(HeaderName.TO, response.to())
                        .add(HeaderName.CALL_ID, response.callId())
                        .add(HeaderName.CSEQ, number + " " + method)
                        .add(HeaderName.CONTACT, contact());
        addRest(headers, more);
        return new SipRequest(
                method, response.contacts().getFirst().uri(), headers.build(), Body.EMPTY);
    }

    private void addRest(Headers.Builder headers, Header... more) {
        headers.addFirst(
                HeaderName.VIA,
                "SIP/2.0/UDP 127.0.0.1:" + port() + ";branch=z9hG4bK" + port() + branches++);
        headers.add(HeaderName.MAX_FORWARDS, 70);
        for (Header each : more) {
            headers.add(each.name(), each.value());
        }
    }

    private SipRequest send(
            String method,
            Headers.Builder headers,
            String uri,
            @Nullable String sdp,
            Header... more) {
        addRest(headers, more);
        if (sdp != null) {
            headers.add(HeaderName.CONTENT_TYPE, Core.SDP);
        }
        Body body = sdp == null ? Body.EMPTY : Body.of(sdp);
        SipRequest request = new SipRequest(method, Uri.of(uri), headers.build(), body);
        send(request);
        return request;
    }

    public void send(SipMessage message) {
        send(message, peerPort);
    }
}
