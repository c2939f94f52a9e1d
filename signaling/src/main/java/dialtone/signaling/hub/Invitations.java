package dialtone.signaling.hub;

import dialtone.signaling.message.Address;
import dialtone.signaling.message.Answer.CallCreated;
import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.Ending;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.Gateway;
import dialtone.signaling.message.Party;
import dialtone.signaling.message.Request.CallInvite;
import dialtone.signaling.message.Words;
import dialtone.signaling.ticket.Ticket;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Begins the calls that sessions and bridges ask for, or says why not.
///
/// Threading: for any number of threads.
final class Invitations {

    private final Admission admission;
    private final Endpoints endpoints;
    private final Calls calls;
    private final Map<String, Bridge> bridges = new ConcurrentHashMap<>();
    private volatile @Nullable Gateway gateway;

    Invitations(Admission admission, Endpoints endpoints, Calls calls) {
        this.admission = admission;
        this.endpoints = endpoints;
        this.calls = calls;
    }

    void add(Bridge bridge) {
        for (String scheme : bridge.schemes()) {
            if (scheme.equals(Address.USER) || bridges.putIfAbsent(scheme, bridge) != null) {
                throw new IllegalArgumentException(
                        Words.quote(scheme + ":") + " addresses are served already");
            }
        }
        if (gateway == null) {
            gateway = bridge.gateway();
        }
    }

    /// What clients are told of the media of calls to bridges.
    @Nullable Gateway gateway() {
        return gateway;
    }

    /// Calls whom a session wants to call, and answers its request.
    ///
    /// @param ticket of the session, which says whom it may call
    /// @param origin of its page; null when it is no page
    void invite(Session caller, Ticket ticket, @Nullable String origin, CallInvite request) {
        String address = request.to().toString();
        if (!ticket.mayDial(address)) {
            caller.failed(
                    request,
                    ErrorCode.FORBIDDEN_DESTINATION,
                    "Your ticket does not allow to call " + Words.quote(address) + ".");
            return;
        }
        Call call =
                request.to().scheme().equals(Address.USER)
                        ? toUser(caller, request)
                        : toBridge(caller, ticket, origin, request);
        if (call == null) {
            return;
        }
        if (caller.enter(call) != Memberships.Entry.ENTERED) {
            caller.failed(
                    request,
                    ErrorCode.CALL_TOO_MANY,
                    "You are in as many calls as a session may be in: hang up one first.");
            return;
        }
        caller.done(request, new CallCreated(call.id()));
        call.start();
    }

    /// A call to a user; null when there can be none, which was answered.
    private @Nullable Call toUser(Session caller, CallInvite request) {
        String address = request.to().toString();
        if (!request.details().headers().isEmpty()) {
            caller.failed(
                    request,
                    ErrorCode.INVALID_PARAMS,
                    "params.headers: only calls to phones have headers.");
            return null;
        }
        if (endpoints.at(address).stream().allMatch(caller::equals)) {
            caller.failed(request, ErrorCode.CALL_NOT_FOUND, nobodyAt(address));
            return null;
        }
        return calls.create(caller, request);
    }

    /// A call to an address that a bridge serves; null when none does, which was answered.
    private @Nullable Call toBridge(
            Session caller, Ticket ticket, @Nullable String origin, CallInvite request) {
        Bridge bridge = bridges.get(request.to().scheme());
        if (bridge == null) {
            caller.failed(
                    request,
                    ErrorCode.CALL_NOT_FOUND,
                    "Nothing here serves "
                            + Words.quote(request.to().scheme() + ":")
                            + " addresses: no trunk is configured.");
            return null;
        }
        return calls.create(
                caller,
                request,
                side ->
                        bridge.invited(
                                new Bridge.Invitation(
                                        side.id(),
                                        request.to(),
                                        caller.party(),
                                        ticket,
                                        origin,
                                        request.media(),
                                        request.offer(),
                                        request.details().headers(),
                                        request.gatewayIce()),
                                side));
    }

    /// Calls a user for somebody behind a bridge.
    ///
    /// @return the bridge's side
    BridgedCall invite(Party from, Bridge.Leg leg, CallInvite request) {
        String address = request.to().toString();
        Call call = calls.create(from, leg, request);
        if (admission.isDraining()) {
            call.refuse(new Ending(EndReason.SERVER_DRAIN, "The server is about to stop."));
        } else if (endpoints.at(address).isEmpty()) {
            call.refuse(new Ending(EndReason.NOT_FOUND, nobodyAt(address)));
        } else {
            call.start();
        }
        return (BridgedCall) call.caller();
    }

    private static String nobodyAt(String address) {
        return "Nobody is connected as " + Words.quote(address) + ".";
    }
}
