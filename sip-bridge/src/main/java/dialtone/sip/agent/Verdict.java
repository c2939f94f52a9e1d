package dialtone.sip.agent;

import dialtone.sip.message.SipResponse;

/// What is done with a request before it costs a transaction.
public sealed interface Verdict {

    /// It goes to the [ServerUser].
    record Accept() implements Verdict {}

    /// It is forgotten: whoever sent it learns nothing, not even that somebody is here.
    record Drop() implements Verdict {}

    /// It is answered and forgotten, with a challenge for example; when it comes again, it is
    /// judged again.
    record Answer(SipResponse response) implements Verdict {}
}
