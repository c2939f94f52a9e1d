package dialtone.sip.trunk;

import dialtone.sip.agent.SentBy;
import dialtone.sip.message.SipResponse;
import dialtone.sip.message.Via;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/// As whom a trunk sees us over UDP, where a NAT in between makes that another address than ours:
/// what it is told in Contact and in descriptions of media.
///
/// Threading: for any thread.
public final class SeenAddress {

    private volatile @Nullable Both known;

    /// @param own as the agent says it
    private record Both(SentBy own, SentBy seen) {}

    /// What a response says of where its request came from (RFC 3581).
    static SentBy in(SipResponse response) {
        Via via = response.topVia();
        String received = via.received();
        String rport = via.parameters().get("rport");
        boolean hasPort = rport != null && rport.matches("[0-9]{1,5}");
        return new SentBy(
                received == null || received.isEmpty() ? via.host() : bracketed(received),
                hasPort ? Integer.parseInt(rport) : via.port());
    }

    private static String bracketed(String host) {
        return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    void learn(SentBy own, SentBy seen) {
        known = own.equals(seen) ? null : new Both(own, seen);
    }

    /// As whom it sees us; null when that is as we are.
    public @Nullable SentBy sip() {
        Both both = known;
        return both == null ? null : both.seen();
    }

    /// Where media to this address of ours is to be sent. What has another address than SIP has may
    /// be behind another NAT, or none, and stays as it is; ports are taken to be kept.
    public InetSocketAddress media(InetSocketAddress own) {
        Both both = known;
        InetAddress said = both == null ? null : address(both.own().host());
        InetAddress seen = both == null ? null : address(both.seen().host());
        return seen != null && own.getAddress().equals(said)
                ? new InetSocketAddress(seen, own.getPort())
                : own;
    }

    private static @Nullable InetAddress address(String host) {
        try {
            return InetAddress.ofLiteral(Lookup.withoutBrackets(host));
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
