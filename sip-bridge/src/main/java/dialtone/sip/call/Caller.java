package dialtone.sip.call;

import dialtone.signaling.hub.Bridge;
import dialtone.signaling.message.Details;
import dialtone.signaling.message.Party;
import dialtone.signaling.ticket.Ticket;
import dialtone.sip.message.SipRequest;
import dialtone.sip.trunk.Diversion;
import dialtone.sip.trunk.Trunk;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Who has begun a call, and so is who may dial and pays.
///
/// @param call its name, for the log
/// @param ticket null for a phone
/// @param origin of the page; null when it is none
/// @param trunk that a phone calls by; null for a browser
/// @param details what a phone's network tells beside, or a browser wants the network to be told
/// @param diversions who was called before those who are called now, the last one first
record Caller(
        String call,
        Party party,
        @Nullable Ticket ticket,
        @Nullable String origin,
        @Nullable Trunk trunk,
        Details details,
        List<Diversion> diversions) {

    private static final String TEL = "tel:";

    Caller {
        diversions = List.copyOf(diversions);
    }

    static Caller of(Bridge.Invitation invitation) {
        return new Caller(
                invitation.call(),
                invitation.from(),
                invitation.ticket(),
                invitation.origin(),
                null,
                new Details(null, invitation.headers()),
                List.of());
    }

    /// A phone.
    ///
    /// @param invite of it: where the call goes on to other phones, these are told the number of
    ///     ours that it called
    static Caller phone(String call, Party party, Trunk trunk, SipRequest invite) {
        List<Diversion> before = trunk.diversions(invite);
        Diversion first = before.isEmpty() ? null : before.getLast();
        Party shown =
                first == null || first.isPrivate() ? null : new Party(TEL + first.number(), null);
        List<Diversion> diversions = new ArrayList<>();
        diversions.add(new Diversion(trunk.calledBy(invite), Diversion.DEFLECTION, false));
        diversions.addAll(before);
        return new Caller(
                call,
                party,
                null,
                null,
                trunk,
                new Details(shown, trunk.passed(invite)),
                diversions);
    }

    /// The same with another ticket, whose holder pays for what comes.
    Caller with(Ticket other) {
        return new Caller(call, party, other, origin, trunk, details, diversions);
    }

    /// The same when somebody was called and has named another number.
    ///
    /// @param by who was left behind, the last one first; what was known before is not told twice
    Caller diverted(List<Diversion> by) {
        List<Diversion> all = new ArrayList<>(by);
        diversions.stream().filter(each -> !by.contains(each)).forEach(all::add);
        return new Caller(call, party, ticket, origin, trunk, details, all);
    }

    /// What a browser that is called is told of the phone; nothing of another browser.
    Details told() {
        return trunk == null ? Details.NONE : details;
    }

    /// Headers that a browser wants the phone's network to get.
    Map<String, String> wished() {
        return trunk == null ? details.headers() : Map.of();
    }
}
