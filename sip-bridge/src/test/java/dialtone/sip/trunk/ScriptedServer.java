package dialtone.sip.trunk;

import dialtone.sip.dialog.ScriptedPeer;
import dialtone.sip.message.Header;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;

import java.util.Arrays;

/// A carrier's server that answers as the test says, message by message.
final class ScriptedServer extends ScriptedPeer {

    String host() {
        return "127.0.0.1:" + port();
    }

    void respond(SipRequest request, int status, String reason, Header... headers) {
        SipResponse response = SipResponse.to(request, status, reason, "server");
        for (Header header : headers) {
            response = response.with(header.name(), header.value());
        }
        send(response, request.topVia().port());
    }

    /// A 200 with the contact of a REGISTER, for so many seconds.
    void register(SipRequest request, int seconds, Header... headers) {
        Header[] all = Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] =
                new Header(
                        HeaderName.CONTACT,
                        request.contacts().getFirst().with("expires", "" + seconds).toString());
        respond(request, 200, "OK", all);
    }
}
