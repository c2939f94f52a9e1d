package dialtone.sip.call;

import dialtone.signaling.message.Party;
import dialtone.sip.agent.SentBy;
import dialtone.sip.agent.SipAgent;
import dialtone.sip.agent.Target;
import dialtone.sip.agent.Transport;
import dialtone.sip.message.SipUri;
import dialtone.sip.trunk.Trunk;
import dialtone.sip.trunk.Trunks;
import dialtone.sip.trunk.Ways;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/// Finds the ways to a number: test numbers first, then the dial plan.
///
/// Threading: for any thread.
final class Routing {

    private final Trunks trunks;
    private final SipAgent agent;
    private final InetAddress self;
    private final boolean hasTestNumbers;

    /// @param self where the agent itself is reached from here
    Routing(Trunks trunks, SipAgent agent, InetAddress self, boolean hasTestNumbers) {
        this.trunks = trunks;
        this.agent = agent;
        this.self = self;
        this.hasTestNumbers = hasTestNumbers;
    }

    /// What becomes of a number.
    sealed interface Routed {

        /// These are the ways, in their order; at least one.
        record Found(List<Route> routes) implements Routed {
            public Found {
                routes = List.copyOf(routes);
            }
        }

        /// There is none.
        ///
        /// @param words for the caller
        record None(String words) implements Routed {}
    }

    /// The ways to what was dialed.
    ///
    /// @param from who calls
    Routed routes(String dialed, Party from) {
        String number = dialed.replaceAll("[ ()./-]", "");
        if (hasTestNumbers && TestNumber.of(number) != null) {
            return new Routed.Found(List.of(toSelf(number, from)));
        }
        return switch (trunks.ways(dialed)) {
            case Ways.None(var words) -> new Routed.None(words);
            case Ways.Found(var attempts) ->
                    new Routed.Found(
                            attempts.stream()
                                    .map(each -> by(each.trunk(), each.number(), from))
                                    .toList());
        };
    }

    private Route toSelf(String number, Party from) {
        SentBy by = agent.sentBy(Transport.UDP);
        return new Route(
                SipUri.of(number, by.host(), by.port()),
                Route.caller(from, by.host(), by.port()),
                List.of(),
                List.of(ownTarget()),
                null,
                null);
    }

    /// One way, by a trunk.
    ///
    /// @param number as the trunk writes it
    Route by(Trunk trunk, String number, Party from) {
        List<Target> targets = trunk.targets();
        Transport transport = targets.isEmpty() ? Transport.UDP : targets.getFirst().transport();
        SentBy seen = transport == Transport.UDP ? trunk.seen().sip() : null;
        SentBy by = seen == null ? agent.sentBy(transport) : seen;
        String user = Route.user(from);
        return new Route(
                trunk.uri(number),
                trunk.from(user, from.name(), by),
                trunk.headers(user, by),
                targets,
                trunk.digest(),
                trunk);
    }

    private Target ownTarget() {
        return new Target(
                Transport.UDP,
                new InetSocketAddress(self, agent.ports(Transport.UDP).getFirst()),
                self.getHostAddress());
    }

    /// The way to ourselves, which needs no way around a NAT; null when the URI means others.
    @Nullable Target own(SipUri uri) {
        SentBy by = agent.sentBy(Transport.UDP);
        return uri.host().equals(by.host()) && uri.port() == by.port() ? ownTarget() : null;
    }
}
