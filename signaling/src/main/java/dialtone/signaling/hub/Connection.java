package dialtone.signaling.hub;

import dialtone.signaling.message.CloseCode;
import dialtone.signaling.message.Outgoing;

/// The way to one client, whatever the transport. All the hub knows of it.
///
/// Threading: implementations take calls from any thread, keep the order of one caller's messages,
/// and never wait.
public interface Connection {

    /// Sends the message, or drops it when the connection is over.
    void send(Outgoing message);

    /// Ends the connection after what was sent before.
    ///
    /// @param words for a person; may be cut when the transport has little room
    void close(CloseCode code, String words);
}
