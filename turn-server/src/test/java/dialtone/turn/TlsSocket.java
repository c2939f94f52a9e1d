package dialtone.turn;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// A TLS client of the JDK, after its handshake, that believes any certificate.
///
/// Threading: for the test's thread.
record TlsSocket(SSLSocket socket) implements AutoCloseable {

    /// @param protocols for ALPN; none for a client that does not know it
    TlsSocket(InetSocketAddress server, String version, String... protocols) throws IOException {
        this(handshake(server, version, protocols));
    }

    private static SSLSocket handshake(
            InetSocketAddress server, String version, String... protocols) throws IOException {
        SSLSocket socket = (SSLSocket) Anybody.context().getSocketFactory().createSocket();
        try {
            socket.connect(server, Wire.DEADLINE_MILLIS);
            socket.setSoTimeout(Wire.DEADLINE_MILLIS);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(new String[] {version});
            parameters.setApplicationProtocols(protocols);
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// Over a connection there is.
    static TlsSocket over(Socket connected) throws IOException {
        SSLSocket socket =
                (SSLSocket)
                        Anybody.context()
                                .getSocketFactory()
                                .createSocket(connected, "127.0.0.1", connected.getPort(), true);
        socket.startHandshake();
        return new TlsSocket(socket);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
