package dialtone.signaling.http;

import dialtone.process.CannotListenException;

import org.eclipse.jetty.server.ServerConnector;

import java.io.IOException;
import java.net.InetSocketAddress;

/// Opens the ports of Jetty's servers.
public final class Connectors {

    private Connectors() {}

    /// Binds a connector at once, before its server starts anything, and tells where it is bound.
    ///
    /// @param key the configuration key the address came from: `admin.listen`
    /// @throws CannotListenException when the port cannot be had
    public static InetSocketAddress open(
            ServerConnector connector, InetSocketAddress address, String key) {
        connector.setHost(
                address.isUnresolved()
                        ? address.getHostString()
                        : address.getAddress().getHostAddress());
        connector.setPort(address.getPort());
        try {
            connector.open();
            return new InetSocketAddress(address.getAddress(), connector.getLocalPort());
        } catch (IOException e) {
            throw new CannotListenException("", address, key, e);
        }
    }
}
