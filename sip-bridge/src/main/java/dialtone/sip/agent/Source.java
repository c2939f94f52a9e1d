package dialtone.sip.agent;

import java.net.InetSocketAddress;

/// Where a message came from: the address, and the socket or connection, on which responses go
/// back.
///
/// Threading: immutable.
public final class Source {

    private final Flow flow;
    private final InetSocketAddress remote;

    Source(Flow flow, InetSocketAddress remote) {
        this.flow = flow;
        this.remote = remote;
    }

    public Transport transport() {
        return flow.transport();
    }

    public InetSocketAddress remote() {
        return remote;
    }

    /// Whether it is a connection, and one that is there still.
    public boolean isOpenConnection() {
        return transport() != Transport.UDP && flow.isOpen();
    }

    /// The IP address as text, as it stands in `received`.
    public String host() {
        return Addresses.text(remote.getAddress());
    }

    Flow flow() {
        return flow;
    }

    @Override
    public String toString() {
        return transport() + " " + host() + ":" + remote.getPort();
    }
}
