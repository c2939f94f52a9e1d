package dialtone.sip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.task.SerialTasks;
import dialtone.sip.message.Body;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;

/// Two agents that talk to each other over real sockets.
class SipAgentTest {

    private final ManualTimers timers = new ManualTimers();
    private final TestTls tls = TestTls.create();
    @AutoClose private final TestAgent client = TestAgent.start(timers, tls, Transport.values());
    @AutoClose private final TestAgent server = TestAgent.start(timers, tls, Transport.values());

    SipAgentTest() throws Exception {}

    private static SipResponse response(ServerTransaction transaction, int status) {
        return SipResponse.to(transaction.request(), status, "So", "there");
    }

    private static int closedPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @ParameterizedTest
    @EnumSource
    void asksAndAnswersOver(Transport transport) {
        TestAgent.Client asked = client.send(Requests.of("OPTIONS"), server.target(transport));

        ServerTransaction transaction = server.next("OPTIONS");
        assertThat(transaction.source().transport()).isEqualTo(transport);
        assertThat(transaction.request().topVia().received()).isEqualTo("127.0.0.1");
        transaction.respond(response(transaction, 200));

        SipResponse answer = asked.next(200);
        assertThat(answer.to().tag()).isEqualTo("there");
        assertThat(
                        client.count(
                                "dialtone.sip.requests",
                                "method",
                                "OPTIONS",
                                "direction",
                                "out",
                                "code_class",
                                "2xx"))
                .isOne();
    }

    @ParameterizedTest
    @EnumSource
    void invitesAndAcknowledgesOver(Transport transport) {
        TestAgent.Client invited = client.send(Requests.of("INVITE"), server.target(transport));
        ServerTransaction transaction = server.next("INVITE");
        transaction.respond(response(transaction, 180));
        invited.next(180);
        transaction.respond(response(transaction, 200));
        invited.next(200);
        transaction.respond(response(transaction, 200));
        invited.next(200);

        client.agent.sendAck(Requests.of("ACK"), server.target(transport));

        assertThat(TestAgent.take(server.acks).cSeq().number()).isEqualTo(7);
    }

    @ParameterizedTest
    @EnumSource
    void takesInviteBackOver(Transport transport) {
        TestAgent.Client user = client.new Client();
        ClientTransaction invite =
                client.agent.send(
                        Requests.of("INVITE"),
                        List.of(server.target(transport)),
                        new SerialTasks(),
                        user);
        // Before there is a response nothing goes out, or it could overtake the INVITE.
        invite.cancel();
        ServerTransaction transaction = server.next("INVITE");
        transaction.respond(response(transaction, 180));
        user.next(180);

        assertThat(TestAgent.take(server.events)).isEqualTo("cancel");
        transaction.respond(response(transaction, 487));
        user.next(487);
    }

    @Test
    void givesUpCancelledInviteThatNobodyAnswers() {
        TestAgent.Client user = client.new Client();
        ClientTransaction invite =
                client.agent.send(
                        Requests.of("INVITE"),
                        List.of(server.target(Transport.TCP)),
                        new SerialTasks(),
                        user);
        ServerTransaction transaction = server.next("INVITE");
        transaction.respond(response(transaction, 180));
        user.next(180);
        invite.cancel();
        assertThat(TestAgent.take(server.events)).isEqualTo("cancel");

        timers.pass(Duration.ofSeconds(32));

        assertThat(TestAgent.take(client.events)).isEqualTo("TIMEOUT");
    }

    @Test
    void triesNextTargetWhenOneIsUnreachableOrBusy() throws Exception {
        TestAgent.Client asked =
                client.send(
                        Requests.of("OPTIONS"),
                        TestAgent.target(Transport.TCP, closedPort()),
                        server.target(Transport.TCP),
                        server.target(Transport.UDP));

        ServerTransaction busy = server.next("OPTIONS");
        assertThat(busy.source().transport()).isEqualTo(Transport.TCP);
        busy.respond(response(busy, 503));
        ServerTransaction free = server.next("OPTIONS");
        assertThat(free.source().transport()).isEqualTo(Transport.UDP);
        free.respond(response(free, 200));

        asked.next(200);
    }

    @Test
    void saysWhenNobodyIsThere() throws Exception {
        client.send(
                Requests.of("OPTIONS"),
                TestAgent.target(Transport.TCP, closedPort()),
                TestAgent.target(Transport.TLS, closedPort()));

        assertThat(TestAgent.take(client.events)).isEqualTo("UNREACHABLE");
    }

    @Test
    void refusesCertificateOfAnotherHost() {
        Target target = server.target(Transport.TLS);

        client.send(
                Requests.of("OPTIONS"),
                new Target(Transport.TLS, target.address(), "sip.example.org"));

        assertThat(TestAgent.take(client.events)).isEqualTo("UNREACHABLE");
    }

    @Test
    void sendsLongRequestOverTcpWhereItCan() throws Exception {
        SipRequest request = Requests.of("MESSAGE");
        SipRequest longer =
                new SipRequest(
                        request.method(),
                        request.uri(),
                        request.headers(),
                        Body.of("x".repeat(1300)));
        int port = server.agent.ports(Transport.TCP).getFirst();
        client.send(longer, TestAgent.target(Transport.UDP, port));
        assertThat(server.next("MESSAGE").source().transport()).isEqualTo(Transport.TCP);

        client.send(longer, server.target(Transport.UDP));
        assertThat(server.next("MESSAGE").source().transport()).isEqualTo(Transport.UDP);
    }

    @Test
    void usesConnectionAgain() {
        TestAgent.Client first = client.send(Requests.of("OPTIONS"), server.target(Transport.TCP));
        ServerTransaction one = server.next("OPTIONS");
        one.respond(response(one, 200));
        first.next(200);
        client.send(Requests.of("OPTIONS"), server.target(Transport.TCP));
        ServerTransaction two = server.next("OPTIONS");

        assertThat(two.source().remote()).isEqualTo(one.source().remote());
        // And back the other way.
        server.send(
                Requests.of("OPTIONS"),
                new Target(Transport.TCP, two.source().remote(), "127.0.0.1"));
        assertThat(client.next("OPTIONS").source().remote().getPort())
                .isEqualTo(server.agent.ports(Transport.TCP).getFirst());
    }

    @Test
    void tellsStray2xx() {
        TestAgent.Client invited = client.send(Requests.of("INVITE"), server.target(Transport.UDP));
        ServerTransaction transaction = server.next("INVITE");
        transaction.respond(response(transaction, 200));
        invited.next(200);
        timers.pass(Duration.ofMillis(31_999));
        transaction.respond(response(transaction, 200));
        invited.next(200);
        SipResponse late = response(transaction, 200);
        timers.pass(Duration.ofSeconds(1));

        Source source = transaction.source();
        source.flow().send(late.toBytes(), source.remote(), () -> {});

        assertThat(TestAgent.take(client.strays).status()).isEqualTo(200);
    }
}
