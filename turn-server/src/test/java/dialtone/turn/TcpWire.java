package dialtone.turn;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// A client's TCP connection, cut into messages as RFC 8656 section 12.5 says.
final class TcpWire implements Wire {

    private static final int CHANNEL_HEADER_BYTES = 4;
    private static final int STUN_HEADER_BYTES = 20;

    private final Socket socket;
    private final DataInputStream in;

    TcpWire(InetSocketAddress server) throws IOException {
        this(connected(server));
    }

    /// Over a connection there is, such as one with TLS.
    TcpWire(Socket connected) throws IOException {
        socket = connected;
        socket.setSoTimeout(DEADLINE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    private static Socket connected(InetSocketAddress server) throws IOException {
        Socket made = new Socket();
        made.connect(server, DEADLINE_MILLIS);
        return made;
    }

    Socket socket() {
        return socket;
    }

    @Override
    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    @Override
    public byte[] receive() throws IOException {
        byte[] padded = receivePadded();
        int length = ByteBuffer.wrap(padded).getShort(2) & 0xffff;
        return Arrays.copyOf(padded, length + headerBytes(padded));
    }

    /// The next message with its padding.
    byte[] receivePadded() throws IOException {
        byte[] start = new byte[CHANNEL_HEADER_BYTES];
        in.readFully(start);
        int length = ByteBuffer.wrap(start).getShort(2) & 0xffff;
        int total = length + headerBytes(start);
        byte[] message = Arrays.copyOf(start, total + 3 & ~3);
        in.readFully(message, CHANNEL_HEADER_BYTES, message.length - CHANNEL_HEADER_BYTES);
        return message;
    }

    private static int headerBytes(byte[] message) {
        return (message[0] & 0xc0) == 0x40 ? CHANNEL_HEADER_BYTES : STUN_HEADER_BYTES;
    }

    /// So many bytes, whatever they are.
    byte[] bytes(int count) throws IOException {
        return in.readNBytes(count);
    }

    /// All that comes until the server ends the connection.
    byte[] rest() throws IOException {
        return in.readAllBytes();
    }

    /// Whether the server ends the connection, whatever it says before.
    boolean isEndedByServer() throws IOException {
        try {
            in.readAllBytes();
            return true;
        } catch (java.net.SocketTimeoutException _) {
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    @Override
    public InetSocketAddress local() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
