package dialtone.turn.check;

import dialtone.config.Addresses;
import dialtone.config.Durations;
import dialtone.turn.auth.TurnCredential;
import dialtone.turn.protocol.Method;
import dialtone.turn.protocol.StunError;
import dialtone.turn.protocol.StunMessage;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/// Uses a TURN server as two clients would that reach each other through it alone: each makes an
/// allocation, and a packet goes from one through both relayed addresses to the other and back.
///
/// Threading: for one thread, which waits.
public final class TurnCheck {

    private static final int PAYLOAD_BYTES = 32;

    /// How often a packet is sent before it counts as lost.
    private static final int ATTEMPTS = 3;

    private final Target target;
    private final CheckClient first;
    private final CheckClient second;

    /// What is checked.
    ///
    /// @param first the credential of one client
    /// @param second of the other one; may be the same where a user may have two allocations
    /// @param patience how long each answer may take
    public record Target(
            InetSocketAddress server,
            Transport transport,
            TurnCredential first,
            TurnCredential second,
            Duration patience) {

        private CheckClient client(TurnCredential credential) throws IOException {
            return new CheckClient(transport.open(server, patience), credential, patience);
        }
    }

    /// What came of one thing that was tried.
    private record Tried(Step.Result result, String words) {

        static Tried ok(String words) {
            return new Tried(Step.Result.OK, words);
        }

        static Tried failed(String words) {
            return new Tried(Step.Result.FAILED, words);
        }
    }

    private interface Trial {
        Tried go() throws IOException;
    }

    private interface Request {
        Answer go() throws IOException;
    }

    private TurnCheck(Target target, CheckClient first, CheckClient second) {
        this.target = target;
        this.first = first;
        this.second = second;
    }

    /// Does it, until something fails. The allocations are ended in any case.
    ///
    /// @param listener hears of each step as it is done
    /// @return the last step that says how it went: the one that failed, or the last
    public static Step run(Target target, Consumer<Step> listener) {
        long startNanos = System.nanoTime();
        try (CheckClient first = target.client(target.first());
                CheckClient second = target.client(target.second())) {
            return new TurnCheck(target, first, second).run(listener);
        } catch (IOException e) {
            Tried tried = Tried.failed(where(target) + Advice.failed(target.transport(), e));
            return told("connection", tried, startNanos, listener);
        }
    }

    private static String where(Target target) {
        return "%s over %s: "
                .formatted(Addresses.text(target.server()), target.transport().label());
    }

    private Step run(Consumer<Step> listener) {
        Step last = attempt("binding", this::binding, listener);
        last = next(last, "first allocation", () -> allocation(first), listener);
        last = next(last, "second allocation", () -> allocation(second), listener);
        last = next(last, "permissions", this::permissions, listener);
        last = next(last, "channels", this::channels, listener);
        last = next(last, "echo", this::echo, listener);
        if (last.result() == Step.Result.OK) {
            return attempt("release", this::release, listener);
        }
        releaseQuietly(first);
        releaseQuietly(second);
        return last;
    }

    private Step next(Step last, String name, Trial trial, Consumer<Step> listener) {
        return last.result() == Step.Result.OK ? attempt(name, trial, listener) : last;
    }

    private Step attempt(String name, Trial trial, Consumer<Step> listener) {
        long startNanos = System.nanoTime();
        Tried tried;
        try {
            tried = trial.go();
        } catch (IOException e) {
            tried = Tried.failed(where(target) + Advice.failed(target.transport(), e));
        }
        return told(name, tried, startNanos, listener);
    }

    private static Step told(String name, Tried tried, long startNanos, Consumer<Step> listener) {
        Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
        Step step = new Step(name, tried.result(), tried.words(), took);
        listener.accept(step);
        return step;
    }

    private Tried binding() throws IOException {
        Answer answer = first.bind();
        if (!(answer instanceof Answer.Done(StunMessage message))) {
            return unwanted(Method.BINDING, answer);
        }
        InetSocketAddress mapped = message.mappedAddress();
        return mapped == null
                ? Tried.failed("the answer to binding has no address of ours that can be read")
                : Tried.ok("the server sees us at " + Addresses.text(mapped));
    }

    private Tried allocation(CheckClient client) throws IOException {
        Answer answer = client.knock();
        boolean isAsked =
                answer instanceof Answer.Refused refused
                        && refused.code() == StunError.UNAUTHORIZED.code();
        if (isAsked) {
            answer = client.allocate();
        }
        if (!(answer instanceof Answer.Done)) {
            return unwanted(Method.ALLOCATE, answer);
        }
        InetSocketAddress relayed = client.relayed();
        if (relayed == null) {
            return Tried.failed("the answer to allocate has no relayed address that can be read");
        }
        String words = "the relayed address is " + Addresses.text(relayed);
        return Tried.ok(isAsked ? words : words + "; the server asks nobody for a credential");
    }

    private Tried permissions() throws IOException {
        return both(
                Method.CREATE_PERMISSION,
                () -> first.permit(relayedOf(second)),
                () -> second.permit(relayedOf(first)),
                "each relayed address lets the other in");
    }

    private Tried channels() throws IOException {
        return both(
                Method.CHANNEL_BIND,
                () -> first.bindChannel(relayedOf(second)),
                () -> second.bindChannel(relayedOf(first)),
                "each client has a channel to the other");
    }

    private Tried release() throws IOException {
        return both(Method.REFRESH, first::release, second::release, "both allocations have ended");
    }

    private static InetSocketAddress relayedOf(CheckClient client) {
        return Objects.requireNonNull(client.relayed());
    }

    private Tried both(Method method, Request one, Request other, String words) throws IOException {
        Answer answer = one.go();
        if (answer instanceof Answer.Done) {
            answer = other.go();
        }
        return answer instanceof Answer.Done ? Tried.ok(words) : unwanted(method, answer);
    }

    private Tried unwanted(Method method, Answer answer) {
        return switch (answer) {
            case Answer.Done _ -> throw new IllegalArgumentException("it was done");
            case Answer.Refused refused ->
                    new Tried(
                            refused.code() == StunError.FORBIDDEN.code()
                                    ? Step.Result.DENIED
                                    : Step.Result.FAILED,
                            Advice.refused(method, refused));
            case Answer.Missing(var words) -> Tried.failed(where(target) + words);
        };
    }

    /// From the first client through both relayed addresses to the second, and back.
    private Tried echo() throws IOException {
        byte[] payload = new byte[PAYLOAD_BYTES];
        new SecureRandom().nextBytes(payload);
        Duration part = target.patience().dividedBy(ATTEMPTS);
        boolean hasArrived = false;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            first.send(payload);
            if (second.receives(payload, part)) {
                hasArrived = true;
                second.send(payload);
                if (first.receives(payload, part)) {
                    return Tried.ok("a packet went through both relayed addresses and back");
                }
            }
        }
        String words =
                hasArrived
                        ? "a packet went through both relayed addresses, but its answer did not"
                        : "no packet went from one relayed address to the other";
        return Tried.failed(
                "%s within %s: is UDP open between the relay's own ports"
                                .formatted(words, Durations.text(target.patience()))
                        + " (relay-port-min to relay-port-max), does the NAT before it let it reach"
                        + " itself, and is turn.external-address right?");
    }

    /// Another step has failed already, and that is what is told.
    private static void releaseQuietly(CheckClient client) {
        if (client.relayed() == null) {
            return;
        }
        try {
            client.release();
        } catch (IOException _) {
            // It ends with its lifetime.
        }
    }
}
