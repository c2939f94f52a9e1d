package dialtone.sip.call;

import dialtone.signaling.message.Party;
import dialtone.sip.agent.Target;
import dialtone.sip.dialog.CallRequest;
import dialtone.sip.message.NameAddress;
import dialtone.sip.message.SipUri;

import java.util.List;

/// Where a call goes, and in whose name.
///
/// @param to whom the INVITE names
/// @param from whom the phone is shown
/// @param targets where it is sent, one after another until one answers
record Route(SipUri to, NameAddress from, List<Target> targets) {

    Route {
        targets = List.copyOf(targets);
    }

    /// The name of a user of ours, as SIP shows it.
    static NameAddress caller(Party party, String host, int port) {
        String user = party.address().substring(party.address().indexOf(':') + 1);
        NameAddress address = NameAddress.of(SipUri.of(user, host, port));
        String name = party.name();
        return name == null ? address : address.withDisplayName(name);
    }

    CallRequest request(String offer) {
        return new CallRequest(to, from, NameAddress.of(to), List.of(), offer, targets, null);
    }
}
