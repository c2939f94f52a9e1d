package dialtone.sip.agent;

import dialtone.sip.message.Parsed;

/// Takes what comes in.
interface Receiver {

    /// Called by the thread that reads the socket.
    void receive(Parsed parsed, Source source);
}
