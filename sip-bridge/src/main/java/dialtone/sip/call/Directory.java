package dialtone.sip.call;

import dialtone.signaling.message.Address;
import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.Ending;
import dialtone.signaling.message.Party;
import dialtone.signaling.message.Words;
import dialtone.signaling.ticket.Ticket;
import dialtone.sip.policy.Attempt;
import dialtone.sip.policy.DialPolicy;
import dialtone.sip.policy.Outcome;
import dialtone.sip.trunk.Trunk;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Knows by which ways an address can be called, and who is asked first whether it may.
///
/// Threading: for any thread.
final class Directory {

    private final PhoneLine line;
    private final Routing routing;
    private final DialPolicy policy;
    private final UserCallee.Hubs hub;

    Directory(PhoneLine line, Routing routing, DialPolicy policy, UserCallee.Hubs hub) {
        this.line = line;
        this.routing = routing;
        this.policy = policy;
        this.hub = hub;
    }

    /// What came of looking.
    sealed interface Found {

        /// These are the ways, in their order; at least one.
        record Callees(List<Callee> ways) implements Found {
            public Callees {
                ways = List.copyOf(ways);
            }
        }

        /// There is none.
        record Nobody(Ending ending) implements Found {}
    }

    /// The ways for a call that begins.
    Found callees(Address to, Caller caller) {
        return callees(to, caller, caller.party(), Attempt.Kind.DIAL);
    }

    /// The ways to an address.
    ///
    /// @param caller who may dial, and pays
    /// @param shown who is shown as calling
    Found callees(Address to, Caller caller, Party shown, Attempt.Kind kind) {
        return switch (to.scheme()) {
            case Address.USER ->
                    new Found.Callees(List.of(new UserCallee(line, hub, shown, to, caller.told())));
            case "tel", "sip" -> phones(to, caller, shown, kind);
            default ->
                    nobody(
                            EndReason.NOT_FOUND,
                            "Nothing here takes calls to " + Words.quote(to.toString()) + ".");
        };
    }

    private Found phones(Address to, Caller caller, Party shown, Attempt.Kind kind) {
        return switch (routing.routes(to.name(), shown)) {
            case Routing.Routed.None(var words) -> nobody(EndReason.NOT_FOUND, words);
            case Routing.Routed.Found(var routes) ->
                    new Found.Callees(
                            routes.stream()
                                    .map(route -> phone(route, to.toString(), caller, kind))
                                    .toList());
        };
    }

    private static Found nobody(EndReason reason, String words) {
        return new Found.Nobody(new Ending(reason, words));
    }

    /// The way to a number that the network has named, by this trunk.
    ///
    /// @param number as the trunk writes it
    Callee byTrunk(Trunk trunk, String number, Caller caller, Party shown, Attempt.Kind kind) {
        return phone(routing.by(trunk, number, shown), null, caller, kind);
    }

    /// The way by a route that needs nobody's leave: a call that it takes the place of is there
    /// already.
    Callee unasked(Route route) {
        return new PhoneCallee(line, route, null);
    }

    /// A route by a trunk, to whatever it leads.
    Route route(Trunk trunk, String number, Party shown) {
        return routing.by(trunk, number, shown);
    }

    private Callee phone(Route route, @Nullable String dialed, Caller caller, Attempt.Kind kind) {
        Trunk trunk = route.trunk();
        if (trunk == null) {
            return new PhoneCallee(line, route, null);
        }
        // Whom a call is transferred to, it has not called.
        Map<String, String> wished = kind == Attempt.Kind.TRANSFER ? Map.of() : caller.wished();
        return new PhoneCallee(
                line,
                route.with(trunk.passed(wished)).with(trunk.diverted(caller.diversions())),
                asking(route, trunk, dialed, caller, kind));
    }

    private Supplier<Outcome> asking(
            Route route, Trunk trunk, @Nullable String dialed, Caller caller, Attempt.Kind kind) {
        Ticket ticket = caller.ticket();
        String number = trunk.understood(route.to().user());
        if (ticket == null) {
            // A phone has no ticket, so it pays for nothing.
            return () ->
                    new Outcome.Denied(
                            EndReason.FORBIDDEN,
                            "Phones may not be put through to other numbers.",
                            "no-ticket");
        }
        return () ->
                policy.admit(
                        new Attempt(
                                caller.call(),
                                number,
                                dialed,
                                ticket,
                                caller.origin(),
                                trunk.name(),
                                kind));
    }
}
