package dialtone.signaling.hub;

import dialtone.signaling.message.Address;
import dialtone.signaling.message.Answer.Empty;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.Request;
import dialtone.signaling.message.Request.CallDigits;
import dialtone.signaling.message.Request.CallTransfer;
import dialtone.signaling.message.Words;
import dialtone.signaling.ticket.Ticket;

import org.jspecify.annotations.Nullable;

import java.util.function.Predicate;

/// What a session asks of a phone at the other side of a call: passed on to its bridge, or refused.
///
/// Threading: for any number of threads; the bridge is asked by the call's queue.
final class PhoneRequests {

    private static final String NO_KEYS =
            "The other side of this call has no keypad to be pressed from here.";
    private static final String NO_TRANSFER =
            "The other side of this call cannot be transferred: hang up, and let them call.";

    private PhoneRequests() {}

    static void digits(Session by, Call call, CallDigits request) {
        call.withOther(
                by,
                request,
                other ->
                        ask(
                                by,
                                other,
                                leg -> leg.digits(request.digits(), request.millis()),
                                request,
                                ErrorCode.CALL_DIGITS_UNSUPPORTED,
                                NO_KEYS));
    }

    /// Transfers the other side of a call.
    ///
    /// @param ticket of the session, which must allow to call the address
    /// @param toCall the call that the request names; null when it names an address
    static void transfer(
            Session by, Ticket ticket, Call call, @Nullable Call toCall, CallTransfer request) {
        Address to = request.to();
        if (toCall != null && to == null) {
            transferToCall(by, call, toCall, request);
        } else if (toCall == null && to != null) {
            transferToAddress(by, ticket, call, to, request);
        } else {
            by.failed(
                    request,
                    ErrorCode.INVALID_PARAMS,
                    "params: expected either to, an address, or toCall, another call of yours.");
        }
    }

    private static void transferToAddress(
            Session by, Ticket ticket, Call call, Address to, CallTransfer request) {
        if (!ticket.mayDial(to.toString())) {
            by.failed(
                    request,
                    ErrorCode.FORBIDDEN_DESTINATION,
                    "Your ticket does not allow to transfer to "
                            + Words.quote(to.toString())
                            + ".");
            return;
        }
        call.withOther(
                by,
                request,
                other ->
                        ask(
                                by,
                                other,
                                leg -> leg.transferred(to, ticket),
                                request,
                                ErrorCode.CALL_TRANSFER_UNSUPPORTED,
                                NO_TRANSFER));
    }

    private static void transferToCall(Session by, Call call, Call toCall, CallTransfer request) {
        if (toCall.equals(call)) {
            by.failed(
                    request,
                    ErrorCode.INVALID_PARAMS,
                    "params.toCall: expected another call than the one to transfer.");
            return;
        }
        // First the other call, so that each queue is entered while no other one is held.
        toCall.withOther(
                by,
                request,
                target -> {
                    if (target instanceof BridgedCall) {
                        call.withOther(
                                by,
                                request,
                                other ->
                                        ask(
                                                by,
                                                other,
                                                leg -> leg.transferred(toCall.id()),
                                                request,
                                                ErrorCode.CALL_TRANSFER_UNSUPPORTED,
                                                NO_TRANSFER));
                    } else {
                        by.failed(
                                request,
                                ErrorCode.CALL_TRANSFER_UNSUPPORTED,
                                "Only two phone calls can be connected with each other.");
                    }
                });
    }

    private static void ask(
            Session by,
            Endpoint other,
            Predicate<Bridge.Leg> question,
            Request request,
            ErrorCode otherwise,
            String words) {
        if (other instanceof BridgedCall bridged && bridged.ask(question)) {
            by.done(request, new Empty());
        } else {
            by.failed(request, otherwise, words);
        }
    }
}
