package dialtone.sip.trunk;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.sip.agent.AgentConfig;
import dialtone.sip.agent.Dns;
import dialtone.sip.agent.ListenOn;
import dialtone.sip.agent.ManualTimers;
import dialtone.sip.agent.ServerTransaction;
import dialtone.sip.agent.ServerUser;
import dialtone.sip.agent.SipAgent;
import dialtone.sip.agent.SipTargets;
import dialtone.sip.agent.Source;
import dialtone.sip.agent.Transport;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Trunks with an agent on loopback, whose time passes when the test says so.
final class TestTrunks implements ServerUser, AutoCloseable {

    static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-30T00:00:00Z"));

    /// Names a call there is.
    static final String KNOWN_CALL = "known";

    final ManualTimers timers = new ManualTimers();
    final MeterRegistry registry = new SimpleMeterRegistry();
    final BlockingQueue<ServerTransaction> requests = new LinkedBlockingQueue<>();
    final Trunks trunks;
    final SipAgent agent;

    private TestTrunks(
            Map<String, TrunkConfig> configs, List<DialRule> plan, UnknownSenders unknown, Dns dns)
            throws IOException {
        trunks =
                new Trunks(
                        new Trunks.Config(configs, plan, NumberingConfig.defaults(), true),
                        new SipTargets(dns, List.of(Transport.UDP, Transport.TLS), new Random(1)),
                        timers,
                        new Random(1),
                        CLOCK,
                        registry);
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        agent =
                SipAgent.start(
                        AgentConfig.of(
                                List.of(ListenOn.at(Transport.UDP, any)),
                                null,
                                new TrunkTls(trunks)::context),
                        this,
                        new TrunkSenders(
                                trunks,
                                _ -> false,
                                request -> request.callId().equals(KNOWN_CALL),
                                unknown,
                                CLOCK,
                                registry),
                        timers,
                        registry);
        trunks.begin(agent);
    }

    static TestTrunks start(
            Map<String, TrunkConfig> configs, UnknownSenders unknown, Dns dns, String... plan) {
        try {
            return new TestTrunks(
                    configs, List.of(plan).stream().map(DialRule::parse).toList(), unknown, dns);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// With one trunk, called carrier.
    static TestTrunks start(TrunkConfig config) {
        return start(Map.of("carrier", config), UnknownSenders.DROP, new Names(List.of()));
    }

    /// Knows `sip.example.com` to have UDP servers at these ports of loopback, in this order.
    record Names(List<Integer> ports) implements Dns {

        @Override
        public List<Naptr> naptr(String domain) {
            return List.of();
        }

        @Override
        public List<Srv> srv(String name) {
            return name.equals("_sip._udp.sip.example.com")
                    ? ports.stream()
                            .map(port -> new Srv(ports.indexOf(port), 1, port, "server"))
                            .toList()
                    : List.of();
        }

        @Override
        public List<InetAddress> addresses(String host) {
            return host.equals("server") ? List.of(InetAddress.getLoopbackAddress()) : List.of();
        }
    }

    int port() {
        return agent.ports(Transport.UDP).getFirst();
    }

    Trunk carrier() {
        return Objects.requireNonNull(trunks.named("carrier"));
    }

    void awaitState(boolean isUp, String words) {
        await(() -> carrier().state().isUp() == isUp && carrier().state().why().contains(words));
    }

    /// Waits until it holds, for ten seconds.
    void await(BooleanSupplier condition) {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(carrier().state().why()).isLessThan(endNanos);
            Thread.onSpinWait();
        }
    }

    void pass(Duration time) {
        timers.pass(time);
    }

    double gauge(String name, String... tags) {
        return registry.get(name).tags(tags).gauge().value();
    }

    @Override
    public void onRequest(ServerTransaction transaction) {
        requests.add(transaction);
    }

    @Override
    public void onAck(SipRequest ack, Source source) {}

    @Override
    public void onStrayResponse(SipResponse response, Source source) {}

    @Override
    public void close() {
        agent.close();
    }
}
