package dialtone.sip.call;

import dialtone.signaling.message.Address;
import dialtone.signaling.message.Ending;
import dialtone.signaling.message.Party;
import dialtone.sip.message.Header;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.NameAddress;
import dialtone.sip.message.Replaces;
import dialtone.sip.message.SipResponse;
import dialtone.sip.message.SipUri;
import dialtone.sip.message.TelUri;
import dialtone.sip.message.Uri;
import dialtone.sip.policy.Attempt;
import dialtone.sip.trunk.Diversion;
import dialtone.sip.trunk.Trunk;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Where one call may go on to.
///
/// Threading: for the conversation's queue.
final class CallTransfers implements Transfers {

    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int MAX_REDIRECTIONS = 5;

    private final Switchboard switchboard;
    private final Directory directory;
    private final Caller caller;

    /// The caller, with all whom a redirection has left behind.
    private Caller redirected;
    private final Party called;
    private int redirections;

    /// @param caller who has begun the call
    /// @param called whom it called
    CallTransfers(Switchboard switchboard, Directory directory, Caller caller, Party called) {
        this.switchboard = switchboard;
        this.directory = directory;
        this.caller = caller;
        this.redirected = caller;
        this.called = called;
    }

    @Override
    public Found find(Transfer asked, End by) {
        return switch (asked) {
            case Transfer.ByBrowser(var target, var ticket, _) ->
                    found(
                            directory.callees(
                                    target,
                                    caller.with(ticket),
                                    shownTo(target),
                                    Attempt.Kind.TRANSFER));
            case Transfer.ToCall(var call, _) -> {
                Conversation other = switchboard.conversation(call);
                yield other == null
                        ? new Found.Refused(NOT_FOUND, "That call is no call with a phone.")
                        : new Found.Joined(other);
            }
            case Transfer.ByPhone byPhone ->
                    by instanceof PhoneEnd phone && phone.trunk() != null
                            ? byPhone(byPhone, phone.trunk())
                            : new Found.Refused(FORBIDDEN, "Test numbers transfer nobody.");
        };
    }

    /// A person is shown who is on the phone, another phone who of ours has called.
    private Party shownTo(Address target) {
        boolean isPhoneCalling = caller.trunk() != null;
        return target.scheme().equals(Address.USER) == isPhoneCalling ? caller.party() : called;
    }

    private static Found found(Directory.Found found) {
        return switch (found) {
            case Directory.Found.Callees(var ways) -> new Found.Callees(ways);
            case Directory.Found.Nobody(Ending ending) ->
                    new Found.Refused(Rejection.of(ending).status(), ending.words());
        };
    }

    /// To a person of ours when the number is one of ours; else out by the same trunk, as far as
    /// the policy lets the call's ticket.
    private Found byPhone(Transfer.ByPhone asked, Trunk trunk) {
        String number = user(asked.target());
        Replaces replaces = asked.replaces();
        if (replaces != null) {
            return asked.target() instanceof SipUri uri
                    ? new Found.Callees(List.of(replacing(uri, replaces, trunk)))
                    : new Found.Refused(FORBIDDEN, "Only a SIP address names a call.");
        }
        String ours = trunk.addressOf(number);
        Address address = ours == null ? null : Address.parse(ours);
        if (address != null) {
            return found(directory.callees(address, caller, called, Attempt.Kind.TRANSFER));
        }
        return new Found.Callees(
                List.of(directory.byTrunk(trunk, number, caller, called, Attempt.Kind.TRANSFER)));
    }

    /// An attended transfer: the one who asks talks there already, and is replaced.
    private Callee replacing(SipUri target, Replaces replaces, Trunk trunk) {
        Route route = directory.route(trunk, target.user(), caller.party());
        List<Header> headers = new ArrayList<>(route.headers());
        headers.add(new Header(HeaderName.REPLACES, replaces.toString()));
        return directory.unasked(
                new Route(
                        target,
                        route.from(),
                        headers,
                        route.targets(),
                        route.digest(),
                        route.trunk()));
    }

    private static String user(Uri uri) {
        return switch (uri) {
            case SipUri sip -> sip.user();
            case TelUri tel -> tel.digits();
            default -> "";
        };
    }

    @Override
    public List<Callee> redirected(End end, Over over) {
        dialtone.sip.dialog.Ending ending = over.sip();
        Trunk trunk = end instanceof PhoneEnd phone ? phone.trunk() : null;
        if (ending == null || trunk == null || ending.contacts().isEmpty()) {
            return List.of();
        }
        redirected = redirected.diverted(left((PhoneEnd) end, trunk, ending.redirection()));
        List<Callee> ways = new ArrayList<>();
        for (NameAddress contact : ending.contacts()) {
            Callee way = redirected(user(contact.uri()), trunk);
            if (way != null && redirections < MAX_REDIRECTIONS) {
                redirections++;
                ways.add(way);
            }
        }
        return ways;
    }

    /// Whom a redirection leaves behind: as it says itself (RFC 5806, RFC 7044), or else the number
    /// that was called.
    private static List<Diversion> left(
            PhoneEnd end, Trunk trunk, @Nullable SipResponse redirection) {
        List<Diversion> told = redirection == null ? List.of() : trunk.diversions(redirection);
        return told.isEmpty()
                ? List.of(
                        new Diversion(
                                trunk.understood(end.number()), Diversion.UNCONDITIONAL, false))
                : told;
    }

    private @Nullable Callee redirected(String number, Trunk trunk) {
        return number.isEmpty()
                ? null
                : directory.byTrunk(
                        trunk, number, redirected, caller.party(), Attempt.Kind.REDIRECT);
    }
}
