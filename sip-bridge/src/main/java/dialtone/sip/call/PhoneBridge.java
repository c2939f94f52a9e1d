package dialtone.sip.call;

import dialtone.config.Addresses;
import dialtone.config.InvalidConfigException;
import dialtone.config.Problems;
import dialtone.media.MediaConfig;
import dialtone.media.MediaConfig.TrunkPorts;
import dialtone.media.MediaPort;
import dialtone.media.codec.Codecs;
import dialtone.media.codec.OpusSettings;
import dialtone.media.dtls.Fingerprint;
import dialtone.media.ice.EarlyChecks;
import dialtone.media.mix.Recording;
import dialtone.process.CannotListenException;
import dialtone.signaling.hub.Bridge;
import dialtone.signaling.hub.BridgedCall;
import dialtone.signaling.hub.BridgedGuest;
import dialtone.signaling.hub.Hub;
import dialtone.signaling.message.Address;
import dialtone.signaling.message.Details;
import dialtone.signaling.message.Gateway;
import dialtone.signaling.message.Media;
import dialtone.signaling.message.Party;
import dialtone.signaling.message.RawJson;
import dialtone.signaling.task.SystemTimers;
import dialtone.sip.SipConfig;
import dialtone.sip.SipPorts;
import dialtone.sip.agent.JndiDns;
import dialtone.sip.agent.SipAgent;
import dialtone.sip.agent.SipTargets;
import dialtone.sip.agent.Source;
import dialtone.sip.agent.Target;
import dialtone.sip.agent.Transport;
import dialtone.sip.dialog.CallConfig;
import dialtone.sip.dialog.CallHandler;
import dialtone.sip.dialog.CallListener;
import dialtone.sip.dialog.CallRegistry;
import dialtone.sip.dialog.IncomingCall;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipUri;
import dialtone.sip.policy.DialPolicy;
import dialtone.sip.record.CallRecord;
import dialtone.sip.trunk.DnsRoutes;
import dialtone.sip.trunk.Trunk;
import dialtone.sip.trunk.TrunkSenders;
import dialtone.sip.trunk.TrunkTls;
import dialtone.sip.trunk.Trunks;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/// Serves `tel:` and `sip:` addresses: the hub's way to phones.
///
/// Threading: for any thread.
public final class PhoneBridge implements Bridge, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PhoneBridge.class);

    private static final int HANDSHAKES = 200;

    /// How long phones have to answer when the server stops.
    private static final Duration GOODBYE_TIME = Duration.ofMillis(500);

    private final SipConfig config;
    private final SystemTimers timers = new SystemTimers();
    private final SecureRandom random = new SecureRandom();
    private final SipPorts ports;
    private final Trunks trunks;
    private final PhoneLine line;
    private final SipAgent agent;
    private final Routing routing;
    private final Switchboard switchboard;
    private volatile @Nullable Hub hub;

    private PhoneBridge(
            SipConfig config,
            MediaPort media,
            DialPolicy policy,
            Consumer<CallRecord> records,
            MeterRegistry registry)
            throws IOException {
        this.config = config;
        InstantSource clock = InstantSource.system();
        Codecs codecs = Codecs.open(config.libopus(), OpusSettings.DEFAULTS);
        ports = SipPorts.of(config, timers);
        SipTargets names =
                new SipTargets(
                        new JndiDns(),
                        List.of(Transport.UDP, Transport.TCP, Transport.TLS),
                        random);
        trunks =
                new Trunks(
                        new Trunks.Config(
                                config.trunks(),
                                config.dialPlan(),
                                config.numbering(),
                                config.externalAddress() == null),
                        names,
                        timers,
                        random,
                        clock,
                        registry);
        CallRegistry calls =
                new CallRegistry(
                        CallConfig.DEFAULT,
                        new DnsRoutes(names, timers, this::own),
                        timers,
                        random,
                        new Incoming());
        line = new PhoneLine(media, codecs, config.preferOpus(), calls, timers, random);
        agent =
                SipAgent.start(
                        ports.agent(new TrunkTls(trunks)::context),
                        calls,
                        new TrunkSenders(
                                trunks,
                                ports.self()::equals,
                                calls::isInCall,
                                config.unknownSenders(),
                                clock,
                                registry),
                        timers,
                        registry);
        routing = new Routing(trunks, agent, ports.self(), config.testNumbers());
        switchboard =
                new Switchboard(
                        line,
                        new Directory(line, routing, policy, this::ring),
                        menus(config),
                        new RoomPhones(line, this::enter),
                        new CallMetrics(registry),
                        clock,
                        records);
        calls.begin(agent);
        Gauge.builder("dialtone.media.opus", () -> 1)
                .description("Which form of the Opus codec is used")
                .tag("form", codecs.opusForm().startsWith("libopus") ? "libopus" : "java")
                .register(registry);
        LOG.info(
                "event=sip_started address={} media={} opus=\"{}\"",
                Addresses.text(address()),
                Addresses.text(media.local()),
                codecs.opusForm());
    }

    /// @throws InvalidConfigException when a prompt cannot be read
    private static Map<String, Menu> menus(SipConfig config) {
        Problems problems = new Problems();
        Map<String, Menu> menus = new HashMap<>();
        config.menus()
                .forEach(
                        (name, menu) -> {
                            Path prompt = menu.prompt();
                            try {
                                Recording read = prompt == null ? null : Recording.read(prompt);
                                menus.put(name, Menu.of(menu, read));
                            } catch (IOException e) {
                                problems.add(
                                        "sip.menus." + name + ".prompt",
                                        prompt + " cannot be used: " + e.getMessage());
                            }
                        });
        problems.orThrow();
        return menus;
    }

    /// Opens its ports.
    ///
    /// @throws CannotListenException when one cannot be had; nothing is left open
    ///
    /// @param policy decides who may dial
    /// @param records gets the record of each call at its end
    public static PhoneBridge start(
            SipConfig config,
            DialPolicy policy,
            Consumer<CallRecord> records,
            MeterRegistry registry) {
        MediaPort media =
                MediaPort.open(
                        new MediaConfig(
                                config.mediaListen(),
                                config.mediaExternalAddress(),
                                HANDSHAKES,
                                new TrunkPorts(config.rtpPortMin(), config.rtpPortMax()),
                                config.mediaCoalesceMicros()),
                        registry);
        try {
            return new PhoneBridge(config, media, policy, records, registry);
        } catch (IOException e) {
            media.close();
            throw new CannotListenException("", config.listen(), "sip.listen", e);
        } catch (InvalidConfigException e) {
            media.close();
            throw e;
        }
    }

    /// Where SIP comes in.
    public InetSocketAddress address() {
        return new InetSocketAddress(
                config.listen().getAddress(), agent.ports(Transport.UDP).getFirst());
    }

    /// Where browsers are told to send their media.
    public List<InetSocketAddress> mediaAddresses() {
        return line.media().reachable();
    }

    /// The ways to other phone networks, and how they are.
    public Trunks trunks() {
        return trunks;
    }

    /// The calls that are being made or talked, the oldest first; for threads that may wait.
    public List<LiveCall> calls() {
        return switchboard.live();
    }

    /// Takes no calls of phones any more (503 with Retry-After), or takes them again. Those
    /// there are go on.
    public void drain(boolean isWished) {
        switchboard.drain(isWished);
    }

    /// Whether there are no calls.
    public boolean isIdle() {
        return switchboard.isIdle();
    }

    /// Trunks are registered as soon as there is somebody to take their calls.
    @Override
    public void joined(Hub joined) {
        hub = joined;
        trunks.begin(agent);
    }

    private BridgedCall ring(
            Party from, Address to, Media media, RawJson offer, Details details, Leg leg) {
        return Objects.requireNonNull(hub, "a call before the hub")
                .call(from, to, media, offer, details, leg);
    }

    private BridgedGuest enter(String room, Party party, Guest guest) {
        return Objects.requireNonNull(hub, "a call before the hub").enter(room, party, guest);
    }

    private @Nullable Target own(SipUri uri) {
        return routing.own(uri);
    }

    @Override
    public Set<String> schemes() {
        return Set.of("tel", "sip");
    }

    @Override
    public Gateway gateway() {
        MediaPort media = line.media();
        Fingerprint of = media.fingerprint();
        return new Gateway(of.hash() + " " + of.value(), media.candidates(), EarlyChecks.PREFIX);
    }

    @Override
    public Leg invited(Invitation invitation, BridgedCall call) {
        return switchboard.outbound(invitation, call);
    }

    @Override
    public void close() {
        switchboard.close();
        try {
            line.calls().awaitGoodbyes(GOODBYE_TIME);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        trunks.close();
        agent.close();
        line.media().close();
        timers.close();
    }

    /// Takes calls of trunks, and answers the test numbers.
    private final class Incoming implements CallHandler {

        @Override
        public CallListener onCall(IncomingCall call) {
            Trunk trunk = trunks.senderOf(call.invite(), call.source());
            if (trunk != null && !isTest(call)) {
                return switchboard.inbound(call, trunk);
            }
            TestCall test = new TestCall(line, call);
            if (config.testNumbers()) {
                test.start();
            } else {
                call.reject(404, "Not Found", List.of());
            }
            return test;
        }

        @Override
        public @Nullable CallConfig config(SipRequest invite, Source source) {
            Trunk trunk = trunks.senderOf(invite, source);
            return trunk == null ? null : TrunkCalls.of(trunk);
        }

        private boolean isTest(IncomingCall call) {
            return config.testNumbers()
                    && call.source().remote().getAddress().equals(ports.self())
                    && call.invite().uri() instanceof SipUri uri
                    && TestNumber.of(uri.user()) != null;
        }
    }
}
