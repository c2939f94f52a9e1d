package dialtone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

class CommandsTest {

    private final Terminal terminal = new Terminal();

    @Test
    void checksTheConfiguration() {
        assertThat(terminal.run(Map.of(), "config", "check")).isZero();
        assertThat(terminal.said()).isEqualTo("The configuration is good.\n");
    }

    @Test
    void tellsEverythingThatIsWrongAndEndsWith78() {
        int code =
                terminal.run(
                        Map.of("DIALTONE_SIGNALING_RING_TIMEOUT", "soon"),
                        "config",
                        "check",
                        "--signaling.max-sessions=0",
                        "--prot",
                        "9000",
                        "--port",
                        "http");

        assertThat(code).isEqualTo(78);
        assertThat(terminal.said())
                .contains(
                        "variable DIALTONE_SIGNALING_RING_TIMEOUT: signaling.ring-timeout: 'soon'",
                        "flag --signaling.max-sessions: signaling.max-sessions: 0 (expected: 1 or"
                                + " more)",
                        "--prot: there is no such flag; did you mean --port?",
                        "flag --port: signaling.listen: 'http' in ':http' is no port")
                .doesNotContain("9000", "at dialtone.");
    }

    @Test
    void printsTheConfigurationThatFlagsAndVariablesMake() {
        int code =
                terminal.run(
                        Map.of(
                                "DIALTONE_SIGNALING_TICKET_KEYS",
                                "web:0123456789012345678901234567890x"),
                        "config",
                        "print",
                        "--host=192.0.2.7",
                        "--port=9000",
                        "--admin-port",
                        "9001");

        assertThat(code).isZero();
        assertThat(terminal.said())
                .contains(
                        "  listen: 192.0.2.7:9000  # flag --port",
                        "  listen: 127.0.0.1:9001  # flag --admin-port",
                        "  ticket-keys: {web: (secret)}  # environment variable")
                .doesNotContain("0123456789");
    }

    @Test
    void aPortOrAHostOfItsOwnLeavesTheRestOfAnAddressAsItIs() {
        int code =
                terminal.run(
                        Map.of("DIALTONE_TURN_LISTEN", "127.0.0.1:1,[::1]:2"),
                        "config",
                        "print",
                        "--turn.relay-address=127.0.0.3",
                        "--turn-port=3",
                        "--host=127.0.0.2");

        assertThat(code).isZero();
        assertThat(terminal.said())
                .contains(
                        "  listen: 127.0.0.2:8080  # flag --host",
                        "  listen: [127.0.0.2:3]  # flag --host",
                        "  relay-address: 127.0.0.3  # flag --turn.relay-address");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--help        |  0 | Usage: dialtone",
                "--version     |  0 | dialtone 0.",
                "config --help |  0 | check",
                "config        | 78 | Missing required subcommand",
                "--port        | 78 | Missing required parameter",
                "turn          | 78 | turn.users: nobody could use this relay",
                "turn import-coturn nope | 1 | nope cannot be read",
                "turn import-coturn --help | 0 | turnserver.conf",
                "turn --help   |  0 | --user=NAME:PASSWORD",
                "confg check   | 78 | confg: there is no such command; did you mean config?",
                "--config=nope | 78 | nope: there is no such file",
            })
    void answersInWordsWithAnExitCode(String arguments, int code, String words) {
        assertThat(terminal.run(Map.of(), arguments.split(" "))).isEqualTo(code);
        assertThat(terminal.said()).contains(words);
    }
}
