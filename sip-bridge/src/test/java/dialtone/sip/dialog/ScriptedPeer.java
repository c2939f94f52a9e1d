package dialtone.sip.dialog;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.sip.message.DatagramParser;
import dialtone.sip.message.MessageLimits;
import dialtone.sip.message.Parsed;
import dialtone.sip.message.SipMessage;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;

/// Somebody on loopback who does exactly what the test says, message by message.
///
/// Threading: for the test's thread.
public abstract class ScriptedPeer implements AutoCloseable {

    private static final DatagramParser PARSER = new DatagramParser(MessageLimits.DEFAULT);
    private static final int TRYING = 100;
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int MOST_BYTES = 65_535;

    private final DatagramSocket socket;

    protected ScriptedPeer() {
        try {
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            socket.setSoTimeout(PATIENCE_MILLIS);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public final int port() {
        return socket.getLocalPort();
    }

    public final SipMessage receive() {
        DatagramPacket packet = new DatagramPacket(new byte[MOST_BYTES], MOST_BYTES);
        try {
            socket.receive(packet);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
        return ((Parsed.Understood) PARSER.parse(bytes, bytes.length)).message();
    }

    /// The next message, which must be this request.
    public final SipRequest request(String method) {
        SipMessage message = receive();
        assertThat(message).isInstanceOf(SipRequest.class);
        assertThat(((SipRequest) message).method()).isEqualTo(method);
        return (SipRequest) message;
    }

    /// The next response but a 100, which must be this one.
    public final SipResponse response(int status) {
        SipMessage message = receive();
        while (message instanceof SipResponse trying && trying.status() == TRYING) {
            message = receive();
        }
        assertThat(message).isInstanceOf(SipResponse.class);
        assertThat(((SipResponse) message).status()).isEqualTo(status);
        return (SipResponse) message;
    }

    /// Sends a message to this port.
    public final void send(SipMessage message, int port) {
        byte[] bytes = message.toBytes();
        try {
            socket.send(
                    new DatagramPacket(
                            bytes,
                            bytes.length,
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public final void close() {
        socket.close();
    }
}
