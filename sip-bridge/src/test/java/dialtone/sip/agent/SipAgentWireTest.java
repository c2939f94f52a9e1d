package dialtone.sip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.sip.message.HeaderName;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// An agent and sockets that send what they like.
class SipAgentWireTest {

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final int PATIENCE_MS = 10_000;

    private final ManualTimers timers = new ManualTimers();
    @AutoClose private final TestAgent agent = start();
    @AutoClose private final DatagramSocket udp = new DatagramSocket(0, HERE);

    SipAgentWireTest() throws IOException {
        udp.setSoTimeout(PATIENCE_MS);
    }

    private TestAgent start() throws IOException {
        return TestAgent.start(
                TestAgent.config(null, Transport.UDP, Transport.TCP).withMaxConnections(5, 3),
                timers);
    }

    private String options(String via, String further) {
        return """
        OPTIONS sip:ben@example.net SIP/2.0
        Via: SIP/2.0/%s
        Max-Forwards: 70
        From: <sip:ann@example.org>;tag=1
        To: <sip:ben@example.net>
        Call-ID: a84b4c76e66710
        CSeq: 314159 OPTIONS
        %s
        """
                .formatted(via, further);
    }

    private static byte[] wire(String text) {
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private void send(String text) throws IOException {
        byte[] bytes = wire(text);
        int port = agent.agent.ports(Transport.UDP).getFirst();
        udp.send(new DatagramPacket(bytes, bytes.length, HERE, port));
    }

    private String receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65535], 65535);
        udp.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(HERE, agent.agent.ports(Transport.TCP).getFirst());
        socket.setSoTimeout(PATIENCE_MS);
        return socket;
    }

    private static String read(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder text = new StringBuilder();
        while (!text.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return text.toString();
            }
            text.append((char) next);
        }
        return text.toString();
    }

    private static SipResponse ok(ServerTransaction transaction) {
        return SipResponse.to(transaction.request(), 200, "OK", "there");
    }

    @Test
    void answersWhereTheRequestCameFrom() throws Exception {
        send(options("UDP 192.0.2.7:9;branch=z9hG4bK1;rport", ""));

        ServerTransaction transaction = agent.next("OPTIONS");
        transaction.respond(ok(transaction));

        assertThat(receive())
                .startsWith("SIP/2.0 200 OK\r\n")
                .contains("received=127.0.0.1")
                .contains("rport=" + udp.getLocalPort());
    }

    @Test
    void answersToPortOfViaWithoutRport() throws Exception {
        try (DatagramSocket other = new DatagramSocket(0, HERE)) {
            byte[] bytes =
                    wire(
                            options(
                                    "UDP host.example:" + udp.getLocalPort() + ";branch=z9hG4bK1",
                                    ""));
            int port = agent.agent.ports(Transport.UDP).getFirst();
            other.send(new DatagramPacket(bytes, bytes.length, HERE, port));
        }

        ServerTransaction transaction = agent.next("OPTIONS");
        transaction.respond(ok(transaction));

        assertThat(receive()).startsWith("SIP/2.0 200 OK\r\n");
    }

    @Test
    void answersRepeatedRequestByItself() throws Exception {
        String request = options("UDP 127.0.0.1;branch=z9hG4bK1;rport", "");
        send(request);
        ServerTransaction transaction = agent.next("OPTIONS");
        transaction.respond(ok(transaction));
        String first = receive();

        send(request);

        assertThat(receive()).isEqualTo(first);
        assertThat(agent.requests).isEmpty();
        assertThat(agent.count("dialtone.sip.retransmissions", "method", "OPTIONS")).isOne();
    }

    @Test
    void takesRepeatedRequestOfRfc2543ForTheSame() throws Exception {
        String request = options("UDP 127.0.0.1;rport", "");
        send(request);
        ServerTransaction transaction = agent.next("OPTIONS");
        transaction.respond(ok(transaction));
        String first = receive();

        send(request);

        assertThat(receive()).isEqualTo(first);
        send(request.replace("314159", "314160"));
        assertThat(agent.next("OPTIONS").request().cSeq().number()).isEqualTo(314160);
    }

    @Test
    void sendsAgainWhatWasLost() throws Exception {
        TestAgent.Client asked =
                agent.send(
                        Requests.of("OPTIONS"),
                        TestAgent.target(Transport.UDP, udp.getLocalPort()));
        String lost = receive();

        timers.pass(Duration.ofMillis(500));
        String again = receive();

        assertThat(again).isEqualTo(lost);
        String via = again.substring(again.indexOf("Via:"), again.indexOf("\r\nMax"));
        send(
                "SIP/2.0 200 OK\n"
                        + options("", "")
                                .replaceFirst("OPTIONS.*\n", "")
                                .replaceFirst("Via.*", via)
                                .replace("314159", "7"));
        asked.next(200);
        TestAgent.await(
                () -> {
                    timers.pass(Duration.ofSeconds(60));
                    return agent.registry.get("dialtone.sip.transactions.active").gauge().value()
                            == 0;
                });
    }

    @Test
    void takesNoResponseWithSecondHop() throws Exception {
        TestAgent.Client asked =
                agent.send(
                        Requests.of("OPTIONS"),
                        TestAgent.target(Transport.UDP, udp.getLocalPort()));
        String request = receive();
        String via = request.substring(request.indexOf("Via:"), request.indexOf("\r\nMax"));
        String response =
                "SIP/2.0 %s\n"
                        + options("", "")
                                .replaceFirst("OPTIONS.*\n", "")
                                .replaceFirst("Via.*", "%s")
                                .replace("314159", "7");

        send(response.formatted("200 OK", via + ", SIP/2.0/UDP 255.255.255.255;branch=z9hG4bK2"));
        send(response.formatted("486 Busy", via));

        asked.next(486);
    }

    @Test
    void answersMalformedRequest() throws Exception {
        send(options("UDP 127.0.0.1;branch=z9hG4bK1;rport", "X\n"));
        assertThat(receive()).startsWith("SIP/2.0 400 no header: X\r\n");

        send(options("UDP 192.0.2.15;;,;,,", ""));
        assertThat(receive()).startsWith("SIP/2.0 400 the topmost Via cannot be read\r\n");

        send(options("UDP 127.0.0.1;branch=z9hG4bK2;rport", "Contact: nobody\n"));
        assertThat(receive()).startsWith("SIP/2.0 400 Contact cannot be read: nobody\r\n");

        send(options("UDP 127.0.0.1;branch=z9hG4bK2;rport", "").replace("SIP/2.0\n", "SIP/3.0\n"));
        assertThat(receive()).startsWith("SIP/2.0 505 ");
    }

    @Test
    void answersCancelOfNothing() throws Exception {
        send(
                options("UDP 127.0.0.1;branch=z9hG4bK1;rport", "")
                        .replace("OPTIONS", SipRequest.CANCEL));

        assertThat(receive()).startsWith("SIP/2.0 481 ");
    }

    @Test
    void showsNothingToWhomThePolicyDrops() throws Exception {
        agent.verdict = new Verdict.Drop();
        send(options("UDP 127.0.0.1;branch=z9hG4bK1;rport", ""));
        send(options("UDP 127.0.0.1;branch=z9hG4bK2;rport", "X\n"));
        send(options("UDP 127.0.0.1;branch=z9hG4bK3;rport", "").replace("OPTIONS", "CANCEL"));
        SipRequest challenged = Requests.withVia("OPTIONS", "SIP/2.0/UDP 127.0.0.1;rport");
        TestAgent.await(
                () -> agent.count("dialtone.sip.dropped.messages", "reason", "policy") == 2);

        agent.verdict =
                new Verdict.Answer(
                        SipResponse.to(challenged, 401, "Who Are You", "tag")
                                .with(HeaderName.WWW_AUTHENTICATE, "Digest realm=\"r\""));
        send(options("UDP 127.0.0.1;branch=z9hG4bK4;rport", ""));

        assertThat(receive()).startsWith("SIP/2.0 401 Who Are You\r\n");
        assertThat(agent.requests).isEmpty();
        assertThat(agent.registry.get("dialtone.sip.transactions.active").gauge().value()).isZero();
    }

    @Test
    void answersOnNewConnectionWhenTheOldOneIsClosed() throws Exception {
        try (ServerSocket back = new ServerSocket(0, 5, HERE)) {
            back.setSoTimeout(PATIENCE_MS);
            try (Socket socket = connect()) {
                String via = "TCP 127.0.0.1:" + back.getLocalPort() + ";branch=z9hG4bK1";
                socket.getOutputStream().write(wire(options(via, "l: 0\n")));
            }
            ServerTransaction transaction = agent.next("OPTIONS");
            TestAgent.await(() -> !transaction.source().flow().isOpen());
            transaction.respond(ok(transaction));

            try (Socket accepted = back.accept()) {
                accepted.setSoTimeout(PATIENCE_MS);
                assertThat(read(accepted)).startsWith("SIP/2.0 200 OK\r\n");
            }
        }
    }

    @Test
    void closesConnectionWithTooLongMessageWhenItHasAnswered() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write(wire(options("TCP 127.0.0.1;branch=z9hG4bK1", "l: 9999999\n")));

            assertThat(read(socket)).startsWith("SIP/2.0 513 the body is too long\r\n");
            assertThat(socket.getInputStream().read()).isNegative();
        }
    }

    @Test
    void answersPing() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(wire("\n\n"));

            assertThat(socket.getInputStream().readNBytes(2)).isEqualTo(wire("\n"));
        }
    }

    @Test
    void givesUpConnectionWhosePongsStop() throws Exception {
        try (ServerSocket port = new ServerSocket(0, 5, HERE)) {
            agent.send(
                    Requests.of("OPTIONS"), TestAgent.target(Transport.TCP, port.getLocalPort()));
            try (Socket socket = port.accept()) {
                socket.setSoTimeout(PATIENCE_MS);
                assertThat(read(socket)).startsWith("OPTIONS ");
                timers.pass(Duration.ofSeconds(90));
                assertThat(socket.getInputStream().readNBytes(4)).isEqualTo(wire("\n\n"));
                socket.getOutputStream().write(wire("\n"));
                socket.getOutputStream()
                        .write(wire(options("TCP 127.0.0.1;branch=z9hG4bK1", "l: 0\n")));
                agent.next("OPTIONS");

                timers.pass(Duration.ofSeconds(90));
                assertThat(socket.getInputStream().readNBytes(4)).isEqualTo(wire("\n\n"));
                timers.pass(Duration.ofSeconds(90));

                assertThat(socket.getInputStream().read()).isNegative();
            }
        }
    }

    @Test
    void takesOnlySoManyConnectionsOfOneAddress() throws Exception {
        try (Socket one = connect();
                Socket two = connect();
                Socket three = connect();
                Socket four = connect()) {
            assertThat(four.getInputStream().read()).isNegative();
            assertThat(
                            agent.count(
                                    "dialtone.sip.dropped.messages",
                                    "reason",
                                    "too-many-connections"))
                    .isOne();
            assertThat(one.isConnected() && two.isConnected() && three.isConnected()).isTrue();
        }
    }

    @Test
    void cannotListenWhereSomebodyDoes() {
        InetSocketAddress taken = new InetSocketAddress(HERE, udp.getLocalPort());
        AgentConfig config =
                AgentConfig.of(
                        List.of(ListenOn.at(Transport.UDP, taken)),
                        null,
                        _ -> {
                            throw new IllegalStateException("no TLS here");
                        });

        assertThatThrownBy(() -> TestAgent.start(config, timers)).isInstanceOf(IOException.class);
    }
}
