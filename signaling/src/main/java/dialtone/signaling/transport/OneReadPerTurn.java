package dialtone.signaling.transport;

import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ProxyConnectionFactory.ProxyEndPoint;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/// A connection's end that is read once each time it is readable, so that the others come to their
/// turn: Jetty reads until nothing more is there, and a client that sends as fast as it is read
/// would keep the thread for itself. It saves the last read too, which finds nothing.
///
/// What was not read makes it readable again at once.
///
/// Threading: turns begin and reads happen on the thread that reads; everything else is for any
/// thread.
final class OneReadPerTurn extends ProxyEndPoint {

    private boolean wasRead;

    OneReadPerTurn(EndPoint endPoint) {
        super(endPoint, null, null);
    }

    void beginTurn() {
        wasRead = false;
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        if (wasRead) {
            return 0;
        }
        wasRead = true;
        return super.fill(buffer);
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return unwrap().getLocalSocketAddress();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return unwrap().getRemoteSocketAddress();
    }

    @Override
    public boolean isSecure() {
        return unwrap().isSecure();
    }
}
