package dialtone.sip.trunk;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.sip.message.DatagramParser;
import dialtone.sip.message.Header;
import dialtone.sip.message.HeaderName;
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

/// A carrier's server that answers as the test says, message by message.
final class ScriptedServer implements AutoCloseable {

    private static final DatagramParser PARSER = new DatagramParser(MessageLimits.DEFAULT);

    private final DatagramSocket socket;

    ScriptedServer() {
        try {
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            socket.setSoTimeout(10_000);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    String host() {
        return "127.0.0.1:" + port();
    }

    SipMessage receive() {
        DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
        try {
            socket.receive(packet);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
        return ((Parsed.Understood) PARSER.parse(bytes, bytes.length)).message();
    }

    /// The next request, which must be this one.
    SipRequest request(String method) {
        SipMessage message = receive();
        assertThat(message).isInstanceOf(SipRequest.class);
        assertThat(((SipRequest) message).method()).isEqualTo(method);
        return (SipRequest) message;
    }

    SipResponse response(int status) {
        SipMessage message = receive();
        assertThat(message).isInstanceOf(SipResponse.class);
        assertThat(((SipResponse) message).status()).isEqualTo(status);
        return (SipResponse) message;
    }

    void respond(SipRequest request, int status, String reason, Header... headers) {
        SipResponse response = SipResponse.to(request, status, reason, "server");
        for (Header header : headers) {
            response = response.with(header.name(), header.value());
        }
        send(response, request.topVia().port());
    }

    /// A 200 with the contact of a REGISTER, for so many seconds.
    void register(SipRequest request, int seconds, Header... headers) {
        Header[] all = Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] =
                new Header(
                        HeaderName.CONTACT,
                        request.contacts().getFirst().with("expires", "" + seconds).toString());
        respond(request, 200, "OK", all);
    }

    void send(SipMessage message, int port) {
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
    public void close() {
        socket.close();
    }
}
