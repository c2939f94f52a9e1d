package dialtone.turn.check;

import dialtone.turn.protocol.StunMessage;

import org.jspecify.annotations.Nullable;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;

import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// Over TCP or TLS: messages one after the other, told apart by the lengths in them (RFC 8656
/// section 12.5).
///
/// Threading: for one thread.
final class StreamWire implements Wire {

    private static final int CHANNEL_HEADER_BYTES = 4;

    private final Socket socket;
    private final DataInputStream in;

    private StreamWire(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
    }

    static StreamWire tcp(InetSocketAddress server, Duration patience) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(server, (int) patience.toMillis());
            return new StreamWire(socket);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    static StreamWire tls(InetSocketAddress server, Duration patience) throws IOException {
        Socket plain = tcp(server, patience).socket;
        try {
            plain.setSoTimeout((int) patience.toMillis());
            SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
            SSLSocket socket =
                    (SSLSocket)
                            factory.createSocket(
                                    plain, server.getHostString(), server.getPort(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return new StreamWire(socket);
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    @Override
    public void send(byte[] message) throws IOException {
        // ChannelData is padded here, and STUN is whole already.
        byte[] padded = new byte[message.length + 3 & ~3];
        System.arraycopy(message, 0, padded, 0, message.length);
        socket.getOutputStream().write(padded);
        socket.getOutputStream().flush();
    }

    @Override
    public byte @Nullable [] receive(Duration patience) throws IOException {
        socket.setSoTimeout(Math.max(1, (int) patience.toMillis()));
        try {
            byte[] header = in.readNBytes(CHANNEL_HEADER_BYTES);
            if (header.length < CHANNEL_HEADER_BYTES) {
                throw new IOException("the server has closed the connection");
            }
            int length = Short.toUnsignedInt(ByteBuffer.wrap(header).getShort(2));
            boolean isStun = (header[0] & 0xc0) == 0;
            int rest =
                    isStun
                            ? StunMessage.HEADER_BYTES - CHANNEL_HEADER_BYTES + length
                            : length + 3 & ~3;
            byte[] message = new byte[CHANNEL_HEADER_BYTES + rest];
            System.arraycopy(header, 0, message, 0, CHANNEL_HEADER_BYTES);
            in.readFully(message, CHANNEL_HEADER_BYTES, rest);
            return message;
        } catch (SocketTimeoutException _) {
            return null;
        }
    }

    @Override
    public boolean mayLose() {
        return false;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
