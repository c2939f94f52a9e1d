package dialtone.sip.call;

import dialtone.signaling.message.Party;
import dialtone.sip.agent.Target;
import dialtone.sip.dialog.CallConfig;
import dialtone.sip.dialog.CallRequest;
import dialtone.sip.digest.DigestClient;
import dialtone.sip.message.Header;
import dialtone.sip.message.NameAddress;
import dialtone.sip.message.SipUri;
import dialtone.sip.trunk.Trunk;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.Stream;

/// One attempt of a call: where it goes, and in whose name.
///
/// @param to whom the INVITE names
/// @param from whom the phone is shown
/// @param headers of the INVITE, beside what each has
/// @param targets where it is sent, one after another until one answers
/// @param digest answers challenges; null without credentials
/// @param trunk by which it goes; null for a test number
record Route(
        SipUri to,
        NameAddress from,
        List<Header> headers,
        List<Target> targets,
        @Nullable DigestClient digest,
        @Nullable Trunk trunk) {

    Route {
        headers = List.copyOf(headers);
        targets = List.copyOf(targets);
    }

    /// The name of a user of ours.
    static String user(Party party) {
        return party.address().substring(party.address().indexOf(':') + 1);
    }

    /// The name of a user of ours, as SIP shows it.
    static NameAddress caller(Party party, String host, int port) {
        NameAddress address = NameAddress.of(SipUri.of(user(party), host, port));
        String name = party.name();
        return name == null ? address : address.withDisplayName(name);
    }

    /// The same with more headers of the INVITE.
    Route with(List<Header> more) {
        return more.isEmpty()
                ? this
                : new Route(
                        to,
                        from,
                        Stream.concat(headers.stream(), more.stream()).toList(),
                        targets,
                        digest,
                        trunk);
    }

    CallRequest request(String offer) {
        return new CallRequest(
                to, from, NameAddress.of(to), headers, offer, targets, digest, config());
    }

    private @Nullable CallConfig config() {
        return trunk == null ? null : TrunkCalls.of(trunk);
    }
}
