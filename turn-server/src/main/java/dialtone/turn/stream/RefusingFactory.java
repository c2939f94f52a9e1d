package dialtone.turn.stream;

import dialtone.tls.RefusedConnection;
import dialtone.turn.stream.StreamMetrics.Refused;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.Connector;

/// Comes after a detector, for what it did not recognise.
///
/// Threading: for any thread.
final class RefusingFactory extends AbstractConnectionFactory {

    private final StreamMetrics metrics;
    private final Refused reason;

    RefusingFactory(StreamMetrics metrics, Refused reason) {
        super(reason.name());
        this.metrics = metrics;
        this.reason = reason;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        metrics.refused(reason);
        return new RefusedConnection(endPoint, connector.getExecutor());
    }
}
