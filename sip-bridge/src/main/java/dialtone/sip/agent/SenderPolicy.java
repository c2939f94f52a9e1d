package dialtone.sip.agent;

import dialtone.sip.message.SipRequest;

/// Decides about requests that belong to no transaction, before one is made. Every port 5060 of the
/// internet is called by scanners.
///
/// Threading: for any number of threads, those that read the sockets; it must not wait.
public interface SenderPolicy {

    Verdict judge(SipRequest request, Source source);

    /// Whether somebody there is told what is wrong with a message that is no request.
    boolean answersMalformed(Source source);
}
