package dialtone.turn.stream;

import dialtone.turn.stream.StreamMetrics.Refused;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;

/// What every connection of a port comes to first: bounds their number, also of those that have not
/// said a word yet.
///
/// Threading: for any thread.
final class FrontDoor extends AbstractConnectionFactory {

    private final ConnectionFactory next;
    private final int maxConnections;
    private final StreamMetrics metrics;

    FrontDoor(ConnectionFactory next, int maxConnections, StreamMetrics metrics) {
        super("front-door");
        this.next = next;
        this.maxConnections = maxConnections;
        this.metrics = metrics;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        if (connector.getConnectedEndPoints().size() >= maxConnections) {
            metrics.refused(Refused.FULL);
            return new RefusedConnection(endPoint, connector.getExecutor());
        }
        return next.newConnection(connector, endPoint);
    }
}
