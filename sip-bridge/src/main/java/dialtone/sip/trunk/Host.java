package dialtone.sip.trunk;

import dialtone.sip.agent.Transport;
import dialtone.sip.message.SipUri;
import dialtone.sip.message.Uri;

import org.jspecify.annotations.Nullable;

/// Where a trunk is, as an operator writes it: `sip.example.com`, `10.0.0.5:5060`, `[fd00::5]`.
///
/// @param name a name or an address, IPv6 in brackets
/// @param port 0 without one
record Host(String name, int port) {

    /// Null when the text is none.
    static @Nullable Host read(String text) {
        if (text.isEmpty() || text.indexOf('@') >= 0 || text.indexOf(';') >= 0) {
            return null;
        }
        return Uri.read("sip:" + text) instanceof SipUri uri && !uri.hasHeaders()
                ? new Host(uri.host(), uri.port())
                : null;
    }

    static boolean isName(String text) {
        Host host = read(text);
        return host != null && host.port() == 0;
    }

    /// What is looked up to find it.
    SipUri nextHop(@Nullable Transport transport) {
        SipUri uri = SipUri.of("", name, port);
        return transport == null ? uri : uri.withParameter("transport", transport.parameter());
    }
}
