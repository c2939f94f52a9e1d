package dialtone.sip.dialog;

import dialtone.sip.agent.ServerTransaction;
import dialtone.sip.message.Body;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.Headers;
import dialtone.sip.message.Replaces;
import dialtone.sip.message.SipMessage;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;
import dialtone.sip.message.SipUri;
import dialtone.sip.message.Uri;
import dialtone.sip.message.ValueAndParameters;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// One dialog of a call, and what goes on inside of it. An outgoing call may have several until one
/// is answered.
///
/// Threading: on the call's queue, but for what is marked.
final class Session {

    private final SipCall call;
    private final Dialog dialog;
    private final DialogRequests requests;
    private final OfferAnswer offers;
    private final SessionTimer timer;
    private @Nullable ReliableProvisionals provisionals;
    private @Nullable OutgoingTransfer outgoingTransfer;
    private @Nullable IncomingTransfer incomingTransfer;
    private @Nullable SipRequest lastAck;
    private List<String> theirMethods = List.of();
    private boolean isEarlyExchangeOver;
    private boolean isOver;
    private volatile boolean isConfirmed;

    Session(SipCall call, Dialog dialog) {
        this.call = call;
        this.dialog = dialog;
        this.requests = new DialogRequests(call, dialog);
        this.offers = new OfferAnswer(this, call);
        this.timer =
                new SessionTimer(call.config(), call.clock(), offers::refresh, this::onExpired);
    }

    /// For any thread.
    SipCall call() {
        return call;
    }

    Dialog dialog() {
        return dialog;
    }

    DialogRequests requests() {
        return requests;
    }

    OfferAnswer offers() {
        return offers;
    }

    SessionTimer timer() {
        return timer;
    }

    /// Whether there was a 2xx; for any thread.
    boolean isConfirmed() {
        return isConfirmed;
    }

    boolean isOver() {
        return isOver;
    }

    /// Which methods the other side knows, as far as it says so.
    void learn(SipMessage message) {
        List<String> allowed = message.allow();
        if (!allowed.isEmpty()) {
            theirMethods = allowed;
        }
    }

    boolean allows(String method) {
        return theirMethods.contains(method);
    }

    /// The provisional responses that PRACKs are for.
    void acknowledgeProvisionals(ReliableProvisionals sent) {
        provisionals = sent;
    }

    /// The first offer and its answer have been exchanged in reliable messages, so that UPDATE may
    /// follow before the call is answered (RFC 3311 section 5.1).
    void earlyExchangeOver() {
        isEarlyExchangeOver = true;
        offers.next();
    }

    boolean canTakeUpdate() {
        return isConfirmed || isEarlyExchangeOver;
    }

    boolean canUpdateEarly() {
        return isEarlyExchangeOver && allows(SipRequest.UPDATE);
    }

    void confirm() {
        isConfirmed = true;
    }

    SipRequest request(String method) {
        SipRequest request = dialog.request(method);
        return request.withHeaders(
                request.headers().toBuilder()
                        .add(HeaderName.USER_AGENT, call.config().userAgent())
                        .build());
    }

    SipResponse response(SipRequest request, int status, String reason) {
        return call.core()
                .response(
                        request,
                        status,
                        reason,
                        dialog.id().localTag(),
                        dialog.contact(),
                        call.config());
    }

    /// Sends the ACK for a 2xx to an own INVITE.
    void acknowledge(SipRequest invite, SipResponse success) {
        SipRequest ack = dialog.ack(invite, success.cSeq().number());
        lastAck = ack;
        requests.sendAck(ack);
    }

    /// Sends the ACK again when this 2xx has had one. Whether it has.
    boolean repeatAck(SipResponse success) {
        SipRequest ack = lastAck;
        if (ack == null || ack.cSeq().number() != success.cSeq().number()) {
            return false;
        }
        requests.sendAck(ack);
        return true;
    }

    void receive(ServerTransaction transaction) {
        SipRequest request = transaction.request();
        List<String> unknown = Core.unknown(request.require());
        if (isOver) {
            transaction.respond(response(request, 481, "Call Is Over"));
        } else if (!dialog.advance(request)) {
            transaction.respond(
                    response(request, 500, "Out Of Order")
                            .with(HeaderName.RETRY_AFTER, call.core().random().nextInt(11)));
        } else if (!unknown.isEmpty() && !request.is(SipRequest.BYE)) {
            transaction.respond(
                    response(request, 420, "Bad Extension")
                            .with(HeaderName.UNSUPPORTED, String.join(", ", unknown)));
        } else {
            receiveInOrder(transaction, request);
        }
    }

    private void receiveInOrder(ServerTransaction transaction, SipRequest request) {
        requests.cameBy(request, transaction.source());
        switch (request.method()) {
            case SipRequest.BYE -> {
                transaction.respond(response(request, 200, "OK"));
                call.onBye(this, request);
            }
            case SipRequest.INVITE, SipRequest.UPDATE -> offers.receive(transaction);
            case SipRequest.PRACK -> receivePrack(transaction);
            case SipRequest.INFO -> receiveInfo(transaction);
            case SipRequest.REFER -> receiveRefer(transaction);
            case SipRequest.NOTIFY -> receiveNotify(transaction);
            default -> transaction.respond(response(request, 200, "OK"));
        }
    }

    private void receivePrack(ServerTransaction transaction) {
        if (call instanceof IncomingCall incoming) {
            incoming.receivePrack(transaction);
        } else {
            transaction.respond(response(transaction.request(), 481, "Nothing To Acknowledge"));
        }
    }

    private void receiveInfo(ServerTransaction transaction) {
        SipRequest info = transaction.request();
        ValueAndParameters type = info.contentType();
        Digit.Style style = type == null ? null : Digit.Style.of(type.value());
        if (info.body().isEmpty()) {
            transaction.respond(response(info, 200, "OK"));
            return;
        }
        Digit digit = style == null ? null : Digit.read(style, info.body().text());
        if (style == null) {
            transaction.respond(
                    response(info, 415, "Unsupported Media Type")
                            .with(HeaderName.ACCEPT, Digit.Style.RELAY.contentType())
                            .with(HeaderName.ACCEPT, Digit.Style.PLAIN.contentType()));
        } else if (digit == null) {
            transaction.respond(response(info, 400, "No Key In It"));
        } else {
            transaction.respond(response(info, 200, "OK"));
            call.tell(listener -> listener.onDigit(digit));
        }
    }

    private void receiveRefer(ServerTransaction transaction) {
        SipRequest refer = transaction.request();
        if (refer.headers().values(HeaderName.REFER_TO).size() != 1 || refer.referTo() == null) {
            transaction.respond(response(refer, 400, "Needs One Refer-To"));
        } else if (incomingTransfer != null && !incomingTransfer.isOver()) {
            transaction.respond(response(refer, 491, "A Transfer Is Pending"));
        } else {
            Uri uri = refer.referTo().uri();
            Replaces replaces = null;
            if (uri instanceof SipUri target && target.hasHeaders()) {
                String value = target.header(HeaderName.REPLACES.text());
                replaces = value == null ? null : Replaces.read(value);
                uri = target.withoutHeaders();
            }
            IncomingTransfer transfer = new IncomingTransfer(this, call, transaction);
            incomingTransfer = transfer;
            TransferRequest asked =
                    new TransferRequest(transfer, uri, replaces, refer.referredBy());
            call.tell(listener -> listener.onTransferAsked(asked));
        }
    }

    private void receiveNotify(ServerTransaction transaction) {
        SipRequest notify = transaction.request();
        ValueAndParameters event = notify.event();
        if (outgoingTransfer == null || event == null || !event.is("refer")) {
            transaction.respond(response(notify, 481, "No Such Subscription"));
        } else {
            outgoingTransfer.receive(transaction);
        }
    }

    /// Asks the other side to call somebody else. Only one transfer is under way at a time.
    void transfer(Uri target, @Nullable Replaces replaces) {
        if (outgoingTransfer != null && !outgoingTransfer.isOver()) {
            call.tell(listener -> listener.onTransferProgress(491, "A Transfer Is Pending", true));
        } else {
            outgoingTransfer = new OutgoingTransfer(this, call);
            outgoingTransfer.start(target, replaces);
        }
    }

    void sendDigit(Digit digit, Digit.Style style) {
        SipRequest plain = request(SipRequest.INFO);
        Headers headers =
                plain.headers().toBuilder()
                        .add(HeaderName.CONTENT_TYPE, style.contentType())
                        .build();
        requests.send(
                new SipRequest(plain.method(), plain.uri(), headers, Body.of(digit.write(style))),
                (_, response) -> {
                    if (response.status() == 481) {
                        call.close(Ending.of(Ending.Cause.GONE, response));
                    }
                });
    }

    private void onExpired() {
        call.close(Ending.of(Ending.Cause.SESSION_EXPIRED, 408, "Nobody refreshed the session"));
    }

    /// Ends an answered call: at once, or when the other side has acknowledged the answer.
    void bye() {
        if (isOver) {
            return;
        }
        if (stop()) {
            return;
        }
        sendBye();
    }

    void sendBye() {
        call.core().registry().remove(this);
        Goodbyes goodbyes = call.core().registry().goodbyes();
        goodbyes.said();
        requests.send(request(SipRequest.BYE), (_, _) -> goodbyes.heard());
    }

    /// Nothing more is to be said in this dialog.
    void forget() {
        call.core().registry().remove(this);
        if (!isOver) {
            stop();
        }
    }

    /// Whether the other side is still to acknowledge the answer.
    private boolean stop() {
        isOver = true;
        timer.stop();
        if (provisionals != null) {
            provisionals.stop();
        }
        if (incomingTransfer != null) {
            incomingTransfer.refuse(487, "Call Is Over");
        }
        return offers.stop();
    }

    /// How the other side would name this dialog to somebody else.
    Replaces asReplaces() {
        DialogId id = dialog.id();
        return new Replaces(id.callId(), id.remoteTag(), id.localTag(), false);
    }
}
