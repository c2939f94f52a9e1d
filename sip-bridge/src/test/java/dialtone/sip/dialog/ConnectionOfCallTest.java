package dialtone.sip.dialog;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.sip.agent.ManualTimers;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Which connection requests inside of a call take to a phone that has made one.
class ConnectionOfCallTest {

    private static final int PATIENCE_MILLIS = 20_000;

    /// A request or a response, without its body.
    private record Heard(String first, List<String> headers) {
        String header(String name) {
            return headers.stream()
                    .filter(each -> each.startsWith(name + ": "))
                    .findFirst()
                    .orElseThrow()
                    .substring(name.length() + 2);
        }
    }

    @AutoClose
    private final TestStack ann = TestStack.start(CallConfig.DEFAULT, new ManualTimers());

    @AutoClose private final Socket phone = new Socket();

    @BeforeEach
    void connect() throws IOException {
        phone.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), ann.tcpPort()));
    }

    private void say(String text) throws IOException {
        phone.getOutputStream()
                .write(text.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private void invite(int contactPort, String vias) throws IOException {
        say(
                """
                INVITE sip:ann@127.0.0.1 SIP/2.0
                %sMax-Forwards: 70
                From: <sip:ben@127.0.0.1>;tag=phone
                To: <sip:ann@127.0.0.1>
                Call-ID: of-a-connection
                CSeq: 1 INVITE
                Contact: <sip:ben@127.0.0.1:%d;transport=tcp>
                Content-Type: application/sdp
                Content-Length: 9

                v=0 offer\
                """
                        .formatted(vias, contactPort));
    }

    private void acknowledge(Heard answer) throws IOException {
        say(
                """
                ACK sip:ann@127.0.0.1 SIP/2.0
                %sMax-Forwards: 70
                From: <sip:ben@127.0.0.1>;tag=phone
                To: %s
                Call-ID: of-a-connection
                CSeq: 1 ACK
                Content-Length: 0

                """
                        .formatted(via("z9hG4bKack"), answer.header("To")));
    }

    private static String via(String branch) {
        return "Via: SIP/2.0/TCP 127.0.0.1:9;branch=" + branch + "\n";
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        return new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    /// The next message that begins so.
    private static Heard hear(BufferedReader from, String begin) throws IOException {
        while (true) {
            Heard heard = next(from);
            if (heard.first().startsWith(begin)) {
                return heard;
            }
        }
    }

    private static Heard next(BufferedReader from) throws IOException {
        String first = from.readLine();
        List<String> headers = new ArrayList<>();
        int length = 0;
        for (String line = from.readLine(); !line.isEmpty(); line = from.readLine()) {
            headers.add(line);
            if (line.startsWith("Content-Length: ")) {
                length = Integer.parseInt(line.substring("Content-Length: ".length()));
            }
        }
        assertThat(from.skip(length)).isEqualTo(length);
        return new Heard(first, headers);
    }

    /// The call is answered and acknowledged.
    private void establish(BufferedReader from) throws IOException {
        TestStack.Called called = ann.called();
        called.call().answer(TestStack.ANSWER);
        acknowledge(hear(from, "SIP/2.0 200"));
        assertThat(called.recorder().established()).isNull();
        called.call().hangUp();
    }

    @Test
    void leadsToPhoneThatListensNowhere() throws Exception {
        int nobody;
        try (ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = port.getLocalPort();
        }
        BufferedReader from = reader(phone);
        invite(nobody, via("z9hG4bKinvite"));
        establish(from);

        assertThat(hear(from, "BYE").header("Call-ID")).isEqualTo("of-a-connection");
    }

    @Test
    void isPassedOverWhenItIsOfProxyThatDoesNotStay() throws Exception {
        try (ServerSocket listens = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            listens.setSoTimeout(PATIENCE_MILLIS);
            BufferedReader from = reader(phone);
            invite(listens.getLocalPort(), via("z9hG4bKproxy") + via("z9hG4bKphone"));
            establish(from);

            try (Socket made = listens.accept()) {
                assertThat(next(reader(made)).first()).startsWith("BYE");
            }
        }
    }

    @Test
    void isNotMissedWhenItIsClosed() throws Exception {
        try (ServerSocket listens = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            listens.setSoTimeout(PATIENCE_MILLIS);
            BufferedReader from = reader(phone);
            invite(listens.getLocalPort(), via("z9hG4bKinvite"));
            TestStack.Called called = ann.called();
            called.call().answer(TestStack.ANSWER);
            acknowledge(hear(from, "SIP/2.0 200"));
            assertThat(called.recorder().established()).isNull();
            phone.shutdownOutput();
            assertThat(from.readLine()).isNull();

            called.call().hangUp();

            try (Socket made = listens.accept()) {
                assertThat(next(reader(made)).first()).startsWith("BYE");
            }
        }
    }
}
