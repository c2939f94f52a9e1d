package dialtone.signaling.transport;

import dialtone.signaling.message.CloseCode;

import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;

/// A close frame that Jetty lets the client read.
///
/// For codes such as 1001 and 1009 Jetty drops what is queued and closes the socket once the frame
/// is written; when the client is still sending, its system then throws away what it has not read
/// yet, the reason for the close included. So this frame says its own code to the client, and to
/// Jetty that it is an ordinary close: what is queued goes first, and the client's own close is
/// waited for, for as long as [ClientSocket] likes.
final class GoodbyeFrame extends Frame implements CloseStatus.Supplier {

    GoodbyeFrame(CloseCode code, String words) {
        super(OpCode.CLOSE, true, new CloseStatus(code.code(), words).asPayloadBuffer());
    }

    @Override
    public CloseStatus getCloseStatus() {
        return CloseStatus.NORMAL_STATUS;
    }
}
