package dialtone.sip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.task.SerialTasks;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What the servers of transactions do, written down as it happens: `ms what`.
class ServerMachinesTest {

    private final ManualTimers timers = new ManualTimers();
    private final TransactionClock clock = new TransactionClock(timers);
    private final List<String> events = new ArrayList<>();
    private boolean canSend = true;

    private record Nowhere(Transport transport) implements Flow {

        @Override
        public boolean isOpen() {
            return false;
        }

        @Override
        public void send(byte[] bytes, InetSocketAddress remote, Runnable onFailure) {}
    }

    private final class Recorder implements ServerTransaction.Way, ServerTransaction.User {

        @Override
        public void transmit(SipResponse response, boolean isAgain, Runnable onFailure) {
            note((isAgain ? "again " : "send ") + response.status());
            if (!canSend) {
                onFailure.run();
            }
        }

        @Override
        public void onEnd() {
            note("end");
        }

        @Override
        public void onCancel() {
            note("cancel");
        }

        @Override
        public void onUndelivered() {
            note("undelivered");
        }
    }

    private void note(String event) {
        events.add(timers.nanoTime() / 1_000_000 + " " + event);
    }

    /// Runs a script such as `INVITE udp +600 180 again ACK`: numbers are responses, those with a
    /// plus let milliseconds pass, the rest comes from the client.
    private void run(String script) {
        String[] words = script.split(" ", -1);
        SipRequest request = Requests.withVia(words[0]);
        Recorder recorder = new Recorder();
        Transport transport = words[1].equals("tcp") ? Transport.TCP : Transport.UDP;
        canSend = !words[1].equals("nowhere");
        Source source =
                new Source(new Nowhere(transport), new InetSocketAddress("192.0.2.1", 5060));
        ServerTransaction machine =
                words[0].equals("INVITE")
                        ? new InviteServer(request, source, TimerValues.DEFAULT, clock, recorder)
                        : new NonInviteServer(
                                request, source, TimerValues.DEFAULT, clock, recorder);
        clock.run(machine::start);
        for (int i = 2; i < words.length; i++) {
            step(machine, recorder, words[i]);
        }
    }

    private void step(ServerTransaction machine, Recorder recorder, String word) {
        switch (word) {
            case "accept" -> machine.accept(new SerialTasks(), recorder);
            case "cancel" -> machine.cancelled();
            case "again" -> receive(machine, machine.request());
            case "ACK" -> receive(machine, Requests.withVia(SipRequest.ACK));
            default -> {
                int number = Integer.parseInt(word);
                if (word.startsWith("+")) {
                    timers.pass(Duration.ofMillis(number));
                } else {
                    machine.respond(SipResponse.to(machine.request(), number, "So", "tag"));
                }
            }
        }
    }

    private void receive(ServerTransaction machine, SipRequest request) {
        clock.run(() -> machine.receive(request, () -> note("foreign ACK")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // 100 when the user takes its time
                "INVITE udp +200 again | 200 send 100, 200 again 100",
                "INVITE udp 180 +200 again | 0 send 180, 200 again 180",
                "INVITE udp again | ''",
                // RFC 6026: the user repeats 2xx, requests are swallowed until timer L
                "INVITE udp 200 again 200 404 ACK +32000 | 0 send 200, 0 again 200,"
                        + " 0 foreign ACK, 32000 end",
                // Timers G and H
                "INVITE udp accept 486 +32000 | 0 send 486, 500 again 486, 1500 again 486,"
                        + " 3500 again 486, 7500 again 486, 11500 again 486, 15500 again 486,"
                        + " 19500 again 486, 23500 again 486, 27500 again 486, 31500 again 486,"
                        + " 32000 end, 32000 undelivered",
                "INVITE tcp accept 486 +32000 | 0 send 486, 32000 end, 32000 undelivered",
                // Timer I
                "INVITE udp 486 again ACK again 200 +5000 ACK | 0 send 486, 0 again 486, 5000 end",
                "INVITE tcp 486 ACK | 0 send 486, 0 end",
                "INVITE nowhere accept 180 | 0 send 180, 0 undelivered",
                "INVITE nowhere accept 486 | 0 send 486, 0 end, 0 undelivered",
                // Taken back before and after somebody listens
                "INVITE udp cancel accept 487 | 0 cancel, 0 send 487",
                "INVITE udp accept cancel 487 ACK | 0 cancel, 0 send 487",
                // Timer J
                "BYE udp again 200 again 404 +32000 again | 0 send 200, 0 again 200, 32000 end",
                "BYE tcp 200 again | 0 send 200, 0 end",
                "BYE udp 183 again 200 | 0 send 183, 0 again 183, 0 send 200",
                "BYE udp +64000 200 | 64000 end",
                "BYE nowhere accept 200 | 0 send 200, 0 end, 0 undelivered"
            })
    void go(String script, String expected) {
        run(script);

        assertThat(String.join(", ", events)).isEqualTo(expected);
    }

    @Test
    void leaveNoTimersBehind() {
        run("INVITE udp 486 ACK +5000");
        run("BYE udp 200 +32000");

        assertThat(timers.waiting()).isZero();
    }
}
