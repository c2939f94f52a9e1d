package dialtone.turn.stream;

import dialtone.tls.RefusedConnection;
import dialtone.turn.relay.Cidr;
import dialtone.turn.stream.StreamMetrics.Refused;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/// What every connection of a port comes to first: bounds their number, also of those that have not
/// said a word yet, and tells load balancers from everybody else. Only a load balancer may say (and
/// has to) whose connection it is, by the PROXY protocol: others could take any address.
///
/// Threading: for any thread.
final class FrontDoor extends AbstractConnectionFactory {

    private final ConnectionFactory detector;
    private final ConnectionFactory proxyHeader;
    private final List<Cidr> proxies;
    private final int maxConnections;
    private final StreamMetrics metrics;

    /// @param detector for clients
    /// @param proxyHeader for load balancers
    /// @param proxies where load balancers are
    FrontDoor(
            ConnectionFactory detector,
            ConnectionFactory proxyHeader,
            List<Cidr> proxies,
            int maxConnections,
            StreamMetrics metrics) {
        super("front-door");
        this.detector = detector;
        this.proxyHeader = proxyHeader;
        this.proxies = List.copyOf(proxies);
        this.maxConnections = maxConnections;
        this.metrics = metrics;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        if (connector.getConnectedEndPoints().size() >= maxConnections) {
            metrics.refused(Refused.FULL);
            return new RefusedConnection(endPoint, connector.getExecutor());
        }
        ConnectionFactory next =
                isProxy(endPoint.getRemoteSocketAddress()) ? proxyHeader : detector;
        return next.newConnection(connector, endPoint);
    }

    private boolean isProxy(SocketAddress remote) {
        return remote instanceof InetSocketAddress address
                && proxies.stream().anyMatch(p -> p.contains(address.getAddress().getAddress()));
    }
}
