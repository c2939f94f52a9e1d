package dialtone.turn;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A client's end of a DTLS session, by a library's client; it keeps what it sent, so that a test
/// can send it again.
///
/// Threading: for the test's thread.
final class DtlsWire implements Wire {

    static final int AES_128 = CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;

    /// The library's own, so that each end works with another's.
    private static final BcTlsCrypto CRYPTO = new BcTlsCrypto(new SecureRandom());

    private final UdpWire wire;
    private final List<byte[]> sent = new ArrayList<>();
    private final Client client;
    private final Datagrams datagrams = new Datagrams();
    private final DTLSTransport session;

    private DtlsWire(UdpWire wire, Client client) throws IOException {
        this.wire = wire;
        this.client = client;
        session = new DTLSClientProtocol().connect(client, datagrams);
    }

    static DtlsWire to(InetSocketAddress server) throws IOException {
        return over(UdpWire.between("127.0.0.1", server));
    }

    /// Over a socket that may have been used before.
    static DtlsWire over(UdpWire wire) throws IOException {
        return over(wire, AES_128);
    }

    static DtlsWire over(UdpWire wire, int... cipherSuites) throws IOException {
        return new DtlsWire(wire, new Client(cipherSuites));
    }

    /// The socket below.
    UdpWire udp() {
        return wire;
    }

    /// The last datagram that was sent, as it was on the network.
    byte[] lastSent() {
        return sent.getLast();
    }

    /// The certificate that the server showed, encoded.
    byte[] serverCertificate() {
        return client.shown;
    }

    @Override
    public void send(byte[] bytes) throws IOException {
        session.send(bytes, 0, bytes.length);
    }

    @Override
    public byte[] receive() throws IOException {
        byte[] message = new byte[session.getReceiveLimit()];
        int length = session.receive(message, 0, message.length, DEADLINE_MILLIS);
        if (length < 0) {
            throw new SocketTimeoutException("no message, or the session has ended");
        }
        return Arrays.copyOf(message, length);
    }

    @Override
    public InetSocketAddress local() {
        return wire.local();
    }

    /// Whether the server said that the session is over.
    boolean isEndedByServer() {
        return datagrams.closed;
    }

    /// Tells the server that the session is over, and keeps the socket.
    void closeSession() throws IOException {
        session.close();
    }

    @Override
    public void close() throws IOException {
        session.close();
        wire.close();
    }

    /// Sends and receives through the socket.
    ///
    /// Threading: for the test's thread.
    private final class Datagrams implements DatagramTransport {

        private static final int LIMIT = 17_000;

        private boolean closed;

        @Override
        public int getReceiveLimit() {
            return LIMIT;
        }

        @Override
        public int getSendLimit() {
            return LIMIT;
        }

        @Override
        public int receive(byte[] into, int offset, int length, int waitMillis) throws IOException {
            if (closed) {
                throw new IOException("the session has ended");
            }
            byte[] datagram = wire.receiveWithin(Math.max(waitMillis, 1));
            System.arraycopy(datagram, 0, into, offset, datagram.length);
            return datagram.length;
        }

        @Override
        public void send(byte[] bytes, int offset, int length) throws IOException {
            byte[] datagram = Arrays.copyOfRange(bytes, offset, offset + length);
            sent.add(datagram);
            wire.send(datagram);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /// A client that trusts any certificate and remembers it.
    private static final class Client extends DefaultTlsClient {

        private final int[] suites;
        private byte[] shown = {};

        Client(int... suites) {
            super(CRYPTO);
            this.suites = suites.clone();
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.DTLSv12.only();
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return suites.clone();
        }

        @Override
        public int getHandshakeTimeoutMillis() {
            return DEADLINE_MILLIS;
        }

        @Override
        public TlsAuthentication getAuthentication() {
            return new TlsAuthentication() {
                @Override
                public void notifyServerCertificate(TlsServerCertificate certificate)
                        throws IOException {
                    if (certificate.getCertificate().isEmpty()) {
                        throw new TlsFatalAlert(AlertDescription.bad_certificate);
                    }
                    shown = certificate.getCertificate().getCertificateAt(0).getEncoded();
                }

                @Override
                public TlsCredentials getClientCredentials(CertificateRequest request)
                        throws IOException {
                    throw new TlsFatalAlert(AlertDescription.internal_error);
                }
            };
        }
    }
}
