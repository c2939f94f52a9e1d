package dialtone.turn;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;

/// A UDP socket on loopback, of a client or of a peer.
final class UdpWire implements Wire {

    private final DatagramSocket socket;
    private InetSocketAddress remote;

    private UdpWire(InetSocketAddress local, InetSocketAddress remote) throws IOException {
        this.socket = new DatagramSocket(local);
        this.remote = remote;
    }

    static UdpWire between(String address, InetSocketAddress remote) throws IOException {
        return new UdpWire(new InetSocketAddress(InetAddress.ofLiteral(address), 0), remote);
    }

    static UdpWire on(InetSocketAddress local) throws IOException {
        return new UdpWire(local, local);
    }

    /// On an address that the server has given up: Java's own sockets keep it until they are waited
    /// for again.
    static UdpWire onceFree(InetSocketAddress local) throws IOException {
        long deadlineNanos = System.nanoTime() + Duration.ofMillis(DEADLINE_MILLIS).toNanos();
        while (true) {
            try {
                return on(local);
            } catch (BindException e) {
                if (System.nanoTime() - deadlineNanos > 0) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    /// A peer that answers whoever was heard last.
    static UdpWire peer(String address) throws IOException {
        return on(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
    }

    @Override
    public void send(byte[] bytes) throws IOException {
        socket.send(new DatagramPacket(bytes, bytes.length, remote));
    }

    void sendTo(InetSocketAddress to, byte[] bytes) throws IOException {
        remote = to;
        send(bytes);
    }

    @Override
    public byte[] receive() throws IOException {
        return receiveWithin(DEADLINE_MILLIS);
    }

    byte[] receiveWithin(int millis) throws IOException {
        socket.setSoTimeout(millis);
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        socket.receive(packet);
        remote = (InetSocketAddress) packet.getSocketAddress();
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    /// Who was heard last.
    InetSocketAddress remote() {
        return remote;
    }

    @Override
    public InetSocketAddress local() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    @Override
    public void close() {
        socket.close();
    }
}
