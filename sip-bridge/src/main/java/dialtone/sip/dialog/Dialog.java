package dialtone.sip.dialog;

import dialtone.sip.message.Body;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.Headers;
import dialtone.sip.message.NameAddress;
import dialtone.sip.message.SipMessage;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;
import dialtone.sip.message.SipUri;
import dialtone.sip.message.Uri;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What two user agents remember of each other during a call (RFC 3261 section 12).
///
/// Threading: on the call's queue.
final class Dialog {

    private static final int MAX_FORWARDS = 70;

    private final DialogId id;
    private final NameAddress local;
    private final NameAddress remote;
    private final NameAddress contact;
    private List<NameAddress> routes;
    private Uri remoteTarget;
    private long localNumber;
    private long remoteNumber;

    private Dialog(
            DialogId id,
            NameAddress local,
            NameAddress remote,
            NameAddress contact,
            List<NameAddress> routes,
            Uri remoteTarget,
            long localNumber,
            long remoteNumber) {
        this.id = id;
        this.local = local;
        this.remote = remote;
        this.contact = contact;
        this.routes = routes;
        this.remoteTarget = remoteTarget;
        this.localNumber = localNumber;
        this.remoteNumber = remoteNumber;
    }

    /// The caller's dialog with whoever sent this response (section 12.1.2).
    static Dialog ofCaller(SipRequest invite, SipResponse response, NameAddress contact) {
        return new Dialog(
                new DialogId(
                        invite.callId(),
                        DialogId.orEmpty(invite.from().tag()),
                        DialogId.orEmpty(response.to().tag())),
                invite.from(),
                response.to(),
                contact,
                response.recordRoutes().reversed(),
                contactOf(response, invite.uri()),
                invite.cSeq().number(),
                -1);
    }

    /// The called side's dialog (section 12.1.1).
    static Dialog ofCalled(SipRequest invite, String localTag, NameAddress contact) {
        return new Dialog(
                new DialogId(invite.callId(), localTag, DialogId.orEmpty(invite.from().tag())),
                invite.to().withTag(localTag),
                invite.from(),
                contact,
                invite.recordRoutes(),
                contactOf(invite, invite.from().uri()),
                0,
                invite.cSeq().number());
    }

    private static Uri contactOf(SipMessage message, Uri otherwise) {
        List<NameAddress> contacts = message.contacts();
        return contacts.isEmpty() ? otherwise : contacts.getFirst().uri();
    }

    DialogId id() {
        return id;
    }

    NameAddress local() {
        return local;
    }

    NameAddress contact() {
        return contact;
    }

    /// The 2xx says which way the dialog goes from now on (section 13.2.2.4).
    void confirm(SipResponse response) {
        routes = response.recordRoutes().reversed();
        refreshTarget(response);
    }

    /// Re-INVITE and UPDATE tell a new Contact, as do their answers (section 12.2).
    void refreshTarget(SipMessage message) {
        remoteTarget = contactOf(message, remoteTarget);
    }

    /// Whether a request from the other side is newer than those before (section 12.2.2). One with
    /// the number of another is a second copy of it, which came another way; only a BYE counts
    /// nevertheless.
    boolean advance(SipRequest request) {
        long number = request.cSeq().number();
        if (number < remoteNumber || (number == remoteNumber && !request.is(SipRequest.BYE))) {
            return false;
        }
        remoteNumber = number;
        return true;
    }

    /// A new request to the other side.
    SipRequest request(String method) {
        return build(method, ++localNumber);
    }

    /// The same request once more with the next number, after a challenge for example.
    SipRequest renumber(SipRequest request) {
        return request.withHeaders(
                request.headers().toBuilder()
                        .set(HeaderName.CSEQ, ++localNumber + " " + request.method())
                        .build());
    }

    /// The ACK for a 2xx, with the credentials of its INVITE (section 13.2.2.4).
    SipRequest ack(SipRequest invite, long number) {
        SipRequest ack = build(SipRequest.ACK, number);
        return ack.withHeaders(
                ack.headers().toBuilder()
                        .addAll(
                                HeaderName.AUTHORIZATION,
                                invite.headers().values(HeaderName.AUTHORIZATION))
                        .addAll(
                                HeaderName.PROXY_AUTHORIZATION,
                                invite.headers().values(HeaderName.PROXY_AUTHORIZATION))
                        .build());
    }

    private SipRequest build(String method, long number) {
        Headers.Builder headers =
                Headers.builder()
                        .add(HeaderName.MAX_FORWARDS, MAX_FORWARDS)
                        .add(HeaderName.FROM, local)
                        .add(HeaderName.TO, remote)
                        .add(HeaderName.CALL_ID, id.callId())
                        .add(HeaderName.CSEQ, number + " " + method);
        if (isTargetRefresh(method)) {
            headers.add(HeaderName.CONTACT, contact);
        }
        Uri uri = remoteTarget;
        if (isStrict()) {
            uri = routes.getFirst().uri();
            headers.addAll(HeaderName.ROUTE, routes.subList(1, routes.size()));
            headers.add(HeaderName.ROUTE, NameAddress.of(remoteTarget));
        } else {
            headers.addAll(HeaderName.ROUTE, routes);
        }
        return new SipRequest(method, uri, headers.build(), Body.EMPTY);
    }

    private static boolean isTargetRefresh(String method) {
        return switch (method) {
            case SipRequest.INVITE, SipRequest.UPDATE, SipRequest.REFER, SipRequest.NOTIFY -> true;
            default -> false;
        };
    }

    /// Whether the first proxy is one of RFC 2543, which wants to be in the Request-URI (section
    /// 12.2.1.1).
    private boolean isStrict() {
        return !routes.isEmpty()
                && routes.getFirst().uri() instanceof SipUri first
                && first.parameter("lr") == null;
    }

    /// Whether proxies stay in the way.
    boolean hasRoutes() {
        return !routes.isEmpty();
    }

    /// Where requests go: the first proxy, or the other side itself; null when that is no SIP URI.
    @Nullable SipUri nextHop() {
        Uri hop = routes.isEmpty() ? remoteTarget : routes.getFirst().uri();
        return hop instanceof SipUri uri ? uri : null;
    }
}
