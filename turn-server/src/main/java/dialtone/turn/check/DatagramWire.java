package dialtone.turn.check;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;

/// Over UDP.
///
/// Threading: for one thread.
final class DatagramWire implements Wire {

    private static final int MAX_BYTES = 65_536;

    private final DatagramSocket socket;
    private final byte[] buffer = new byte[MAX_BYTES];

    /// Connected, so that it hears of nobody else, and of a port that nobody listens at.
    DatagramWire(InetSocketAddress server) throws IOException {
        socket = new DatagramSocket();
        try {
            socket.connect(server);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public void send(byte[] message) throws IOException {
        socket.send(new DatagramPacket(message, message.length));
    }

    @Override
    public byte @Nullable [] receive(Duration patience) throws IOException {
        // 0 would be for ever.
        socket.setSoTimeout(Math.max(1, (int) patience.toMillis()));
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        try {
            socket.receive(packet);
            return Arrays.copyOf(buffer, packet.getLength());
        } catch (SocketTimeoutException _) {
            return null;
        }
    }

    @Override
    public boolean mayLose() {
        return true;
    }

    @Override
    public void close() {
        socket.close();
    }
}
