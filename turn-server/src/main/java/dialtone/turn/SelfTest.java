package dialtone.turn;

import dialtone.config.Secret;
import dialtone.turn.auth.TurnCredential;
import dialtone.turn.check.Step;
import dialtone.turn.check.Transport;
import dialtone.turn.check.TurnCheck;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Uses the relay as two of its clients would, over real sockets, again and again: so that somebody
/// notices when it answers nobody any more, though all its threads live.
///
/// It has two users of its own, one for each client, so that it fits into every `user-quota`. Their
/// names and passwords are random and end with the process.
///
/// Threading: tests run one at a time, on a virtual thread of its own once it is started; what came
/// of the last one is read by any.
final class SelfTest implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SelfTest.class);

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /// After a failure it looks sooner, so that a relay that works again is used again.
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final String NAME = "dialtone.turn.self.test";

    private final TurnCredential first = credential("self-test-1-");
    private final TurnCredential second = credential("self-test-2-");
    private final Duration interval;
    private final MeterRegistry registry;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable Thread thread;
    private volatile @Nullable String problem;

    /// As the metric has it: NaN while nobody knows.
    private volatile double success = Double.NaN;

    /// A test that is not started yet.
    ///
    /// @param interval between two; 0 for none at all
    SelfTest(Duration interval, MeterRegistry registry) {
        this.interval = interval;
        this.registry = registry;
    }

    private static TurnCredential credential(String prefix) {
        return new TurnCredential(prefix + Secret.random().value(), Secret.random());
    }

    private boolean isOff() {
        return interval.isZero();
    }

    /// The same configuration with the users of the test.
    TurnConfig admit(TurnConfig config) {
        if (isOff()) {
            return config;
        }
        Map<String, Secret> users = new HashMap<>(config.users());
        for (TurnCredential own : List.of(first, second)) {
            users.put(own.username(), own.password());
        }
        return config.withUsers(users);
    }

    boolean isOwn(String user) {
        return user.equals(first.username()) || user.equals(second.username());
    }

    /// Begins to test at once.
    ///
    /// @param listener where the relay is reached over UDP
    /// @param isDraining whether it makes no new allocations, and so cannot be tested
    void start(InetSocketAddress listener, BooleanSupplier isDraining) {
        if (isOff()) {
            return;
        }
        Gauge.builder(NAME + ".success", this, test -> test.success)
                .description("Whether the last self-test went well")
                .register(registry);
        InetSocketAddress server = reachable(listener);
        thread =
                Thread.ofVirtual()
                        .name("turn-self-test")
                        .start(() -> runUntilStopped(server, isDraining));
    }

    /// Every address of the machine reaches a socket that listens on all of them.
    private static InetSocketAddress reachable(InetSocketAddress listener) {
        InetAddress address = listener.getAddress();
        if (!address.isAnyLocalAddress()) {
            return listener;
        }
        String loopback = address instanceof Inet6Address ? "::1" : "127.0.0.1";
        return new InetSocketAddress(InetAddress.ofLiteral(loopback), listener.getPort());
    }

    private void runUntilStopped(InetSocketAddress server, BooleanSupplier isDraining) {
        try {
            Duration pause;
            do {
                run(server, isDraining);
                pause = problem == null || interval.compareTo(SOON) < 0 ? interval : SOON;
            } while (!stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            // It was stopped.
        } catch (RuntimeException e) {
            LOG.error("event=turn_self_test_broken", e);
            problem = "the self-test has ended; the log says why";
            success = 0;
        }
    }

    /// One test.
    void run(InetSocketAddress server, BooleanSupplier isDraining) {
        if (isDraining.getAsBoolean()) {
            skip();
            return;
        }
        Timer.Sample begun = Timer.start(registry);
        Step last =
                TurnCheck.run(
                        new TurnCheck.Target(server, Transport.UDP, first, second, PATIENCE),
                        step -> LOG.debug("event=turn_self_test step={}", step));
        if (stopped.getCount() == 0) {
            return;
        }
        if (isDraining.getAsBoolean()) {
            skip();
            return;
        }
        begun.stop(
                Timer.builder(NAME + ".duration")
                        .description("How long self-tests took")
                        .serviceLevelObjectives(
                                Duration.ofMillis(10),
                                Duration.ofMillis(100),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(10))
                        .register(registry));
        judge(last);
    }

    private void skip() {
        count("skipped");
        problem = null;
        success = Double.NaN;
    }

    private void judge(Step last) {
        String before = problem;
        switch (last.result()) {
            case OK, DENIED -> {
                boolean isWhole = last.result() == Step.Result.OK;
                count(isWhole ? "passed" : "denied");
                problem = null;
                if (before != null || (!isWhole && Double.isNaN(success))) {
                    LOG.info("event=turn_self_test_passed {}: {}", last.name(), last.words());
                }
                success = 1;
            }
            case FAILED -> {
                count("failed");
                problem = "its self-test failed at '%s': %s".formatted(last.name(), last.words());
                success = 0;
                if (before == null) {
                    LOG.error("event=turn_self_test_failed {}: {}", last.name(), last.words());
                }
            }
        }
    }

    private void count(String result) {
        Counter.builder(NAME)
                .description("Self-tests")
                .tag("result", result)
                .register(registry)
                .increment();
    }

    /// What was wrong the last time; null when nothing was, or nobody knows yet.
    @Nullable String problem() {
        return problem;
    }

    /// Before the relay stops answering.
    @Override
    public void close() {
        stopped.countDown();
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }
}
