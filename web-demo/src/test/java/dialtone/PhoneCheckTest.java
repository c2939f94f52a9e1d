package dialtone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The command calls the test numbers of a server, as a browser does.
class PhoneCheckTest {

    private final Terminal terminal = new Terminal();

    private int check(String... arguments) {
        List<String> all = new ArrayList<>(List.of("phone", "check"));
        all.addAll(List.of(arguments));
        return terminal.run(Map.of(), all.toArray(String[]::new));
    }

    private static String address(Dialtone dialtone) {
        return "http://127.0.0.1:" + dialtone.address().getPort();
    }

    @Test
    void tellsEachStepOfACallThatWorks() {
        try (Dialtone dialtone = Dialtone.start(TestConfig.loaded(0, 0, 0, null))) {
            assertThat(check("--server", address(dialtone), "--calls", "3"))
                    .as(terminal.said())
                    .isZero();

            assertThat(terminal.said())
                    .contains(
                            " ms  connectivity: ",
                            " ms  keys: of AEAD_AES_128_GCM",
                            " ms  answer: 600 has answered",
                            " ms  echo: ",
                            "3 calls, from the session to its end: median ",
                            "It works.");
        }
    }

    @Test
    void endsWith1WhenNothingComesBack() {
        try (Dialtone dialtone = Dialtone.start(TestConfig.loaded(0, 0, 0, null))) {
            assertThat(check("--server", address(dialtone), "--number", "601")).isEqualTo(1);

            assertThat(terminal.said())
                    .contains(
                            "ok",
                            "601 has answered",
                            "FAILED",
                            "nothing of what was said came back within 5 seconds",
                            "It does not work.");
        }
    }

    @Test
    void repeatsWhatTheServerSays() {
        try (Dialtone dialtone = Dialtone.start(TestConfig.loaded(0, 0, 0, null))) {
            assertThat(check("--server", address(dialtone), "--ticket", "stale")).isEqualTo(1);
            assertThat(check("--server", address(dialtone), "--number", "+4930123456"))
                    .isEqualTo(1);

            assertThat(terminal.said()).contains("session: session.open: ", "invitation: ");
        }
    }

    @Test
    void tellsThatThereIsNoServer() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        assertThat(check("--server", "http://127.0.0.1:" + port)).isEqualTo(1);
        assertThat(check("--server", "http://127.0.0.1:" + port, "--ticket", "any")).isEqualTo(1);

        assertThat(terminal.said())
                .contains("does not answer: ", "no WebSocket to 127.0.0.1:" + port);
    }

    @Test
    void refusesFlagsThatMeanNothing() {
        assertThat(check("--server", "ftp://example.com", "--calls", "none")).isEqualTo(78);

        assertThat(terminal.said())
                .contains("--server: is no address", "--calls: is no number of calls")
                .doesNotContain("at dialtone.");
    }
}
