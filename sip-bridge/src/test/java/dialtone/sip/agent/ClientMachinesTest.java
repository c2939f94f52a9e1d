package dialtone.sip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What the clients of transactions do, written down as it happens: `ms what`.
class ClientMachinesTest {

    private final ManualTimers timers = new ManualTimers();
    private final TransactionClock clock = new TransactionClock(timers);
    private final List<String> events = new ArrayList<>();
    private boolean canSend = true;

    private final class Recorder implements ClientMachine.Listener {

        private @Nullable ClientMachine machine;

        @Override
        public void transmit(SipRequest request, boolean isAgain) {
            note((isAgain ? "again " : "send ") + request.method());
            ClientMachine sender = machine;
            if (!canSend && sender != null) {
                clock.run(sender::sendFailed);
            }
        }

        @Override
        public void onResponse(SipResponse response) {
            note("response " + response.status());
        }

        @Override
        public void onTimeout() {
            note("timeout");
        }

        @Override
        public void onUnreachable() {
            note("unreachable");
        }

        @Override
        public void onEnd() {
            note("end");
        }
    }

    private void note(String event) {
        events.add(timers.nanoTime() / 1_000_000 + " " + event);
    }

    /// Runs a script such as `INVITE udp +600 180 +100 200`: numbers are responses, those with a
    /// plus let milliseconds pass.
    private void run(String script) {
        String[] words = script.split(" ", -1);
        SipRequest request = Requests.withVia(words[0]);
        boolean isReliable = words[1].equals("tcp");
        canSend = !words[1].equals("nowhere");
        Recorder recorder = new Recorder();
        ClientMachine machine =
                words[0].equals("INVITE")
                        ? new InviteClient(
                                request, isReliable, TimerValues.DEFAULT, clock, recorder)
                        : new NonInviteClient(
                                request, isReliable, TimerValues.DEFAULT, clock, recorder);
        recorder.machine = machine;
        clock.run(machine::start);
        for (int i = 2; i < words.length; i++) {
            if (words[i].startsWith("+")) {
                timers.pass(Duration.ofMillis(Long.parseLong(words[i].substring(1))));
            } else {
                SipResponse response =
                        SipResponse.to(request, Integer.parseInt(words[i]), "So", "tag");
                clock.run(() -> machine.receive(response));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Timers A and B
                "INVITE udp +32000 | 0 send INVITE, 500 again INVITE, 1500 again INVITE,"
                        + " 3500 again INVITE, 7500 again INVITE, 15500 again INVITE,"
                        + " 31500 again INVITE, 32000 end, 32000 timeout",
                "INVITE tcp +32000 | 0 send INVITE, 32000 end, 32000 timeout",
                // Nothing is sent again after a provisional response
                "INVITE udp +600 180 +60000 | 0 send INVITE, 500 again INVITE, 600 response 180",
                "INVITE tcp 180 183 200 +31999 | 0 send INVITE, 0 response 180, 0 response 183,"
                        + " 0 response 200",
                // RFC 6026: further 2xx until timer M
                "INVITE udp 200 +500 200 300 +31500 200 | 0 send INVITE, 0 response 200,"
                        + " 500 response 200, 32000 end",
                // Timer D: the ACK is sent again
                "INVITE udp 486 +500 486 200 180 +31500 486 | 0 send INVITE, 0 send ACK,"
                        + " 0 response 486, 500 again ACK, 32000 end",
                "INVITE tcp 404 404 | 0 send INVITE, 0 send ACK, 0 end, 0 response 404",
                "INVITE nowhere | 0 send INVITE, 0 end, 0 unreachable",
                // Timers E and F
                "OPTIONS udp +32000 | 0 send OPTIONS, 500 again OPTIONS, 1500 again OPTIONS,"
                        + " 3500 again OPTIONS, 7500 again OPTIONS, 11500 again OPTIONS,"
                        + " 15500 again OPTIONS, 19500 again OPTIONS, 23500 again OPTIONS,"
                        + " 27500 again OPTIONS, 31500 again OPTIONS, 32000 end, 32000 timeout",
                "OPTIONS tcp +32000 | 0 send OPTIONS, 32000 end, 32000 timeout",
                "BYE udp 100 +4600 200 | 0 send BYE, 0 response 100, 500 again BYE,"
                        + " 4500 again BYE, 4600 response 200",
                // Timer K
                "BYE udp 200 200 +5000 200 | 0 send BYE, 0 response 200, 5000 end",
                "BYE tcp 200 200 | 0 send BYE, 0 end, 0 response 200",
                "BYE nowhere | 0 send BYE, 0 end, 0 unreachable"
            })
    void go(String script, String expected) {
        run(script);

        assertThat(String.join(", ", events)).isEqualTo(expected);
    }

    @Test
    void leaveNoTimersBehind() {
        run("INVITE udp 486 +32000");
        run("OPTIONS udp 200 +5000");

        assertThat(timers.waiting()).isZero();
    }
}
