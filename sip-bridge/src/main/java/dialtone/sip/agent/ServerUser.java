package dialtone.sip.agent;

import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;

/// Who gets what others send: the core of a user agent.
///
/// Threading: for any number of threads, those that read the sockets; it must not wait.
public interface ServerUser {

    /// A new request, in or out of a dialog, to be answered. Never an ACK or a CANCEL.
    void onRequest(ServerTransaction transaction);

    /// An ACK for a 2xx.
    void onAck(SipRequest ack, Source source);

    /// A 2xx for an INVITE that no transaction waits for any more: it is to be acknowledged, or the
    /// server will repeat it (RFC 3261 section 13.2.2.4).
    void onStrayResponse(SipResponse response, Source source);
}
