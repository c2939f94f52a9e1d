package dialtone.tls;

import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;

/// A connection that is ended at once.
///
/// Threading: Jetty calls it.
public final class RefusedConnection extends AbstractConnection implements Connection.UpgradeTo {

    public RefusedConnection(EndPoint endPoint, Executor executor) {
        super(endPoint, executor);
    }

    @Override
    public void onUpgradeTo(ByteBuffer buffer) {
        // Nobody wants to know what it said.
    }

    @Override
    public void onOpen() {
        super.onOpen();
        getEndPoint().close();
    }

    @Override
    public void onFillable() {
        getEndPoint().close();
    }
}
