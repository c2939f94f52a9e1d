package dialtone.sip.agent;

import dialtone.sip.message.SipResponse;

/// Who has sent a request and waits for what becomes of it.
///
/// Threading: called on the queue that was chosen with [SipAgent#send].
public interface ClientUser {

    /// A response: any number of provisional ones, then a final one. To an INVITE further 2xx may
    /// follow, of other places it was forked to or repeated, each to be acknowledged.
    void onResponse(SipResponse response);

    /// There will be no response.
    void onFailure(Failure failure);

    /// Why not.
    enum Failure {
        /// The last target did not answer in time; it is treated as a 408 (RFC 3261 section
        /// 8.1.3.1).
        TIMEOUT,
        /// The request reached no target; it is treated as a 503.
        UNREACHABLE
    }
}
