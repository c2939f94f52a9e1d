package dialtone.turn.dtls;

import dialtone.udp.Remote;
import dialtone.udp.UdpSocket;

/// What the thread that owns the listening sockets does for sessions.
///
/// Threading: [#execute(Runnable)] and [#isOwnThread()] are for any thread, the rest is for the
/// owner's.
public interface DtlsHost {

    /// Runs a task on the owner's thread, soon, after those given before.
    void execute(Runnable task);

    /// Whether the caller is the owner's thread.
    boolean isOwnThread();

    /// Whether a source that has proven nothing gets another answer.
    boolean mayAnswer(Remote stranger);

    /// Sends a datagram.
    void send(UdpSocket socket, byte[] bytes, int offset, int length, Remote to);

    /// A handshake is done.
    ///
    /// @return who takes what the client sends
    DtlsReceiver opened(DtlsSession session);
}
