package dialtone.sip.call;

import dialtone.config.Addresses;
import dialtone.media.MediaConfig;
import dialtone.media.MediaConfig.TrunkPorts;
import dialtone.media.MediaPort;
import dialtone.media.codec.Codecs;
import dialtone.media.codec.OpusSettings;
import dialtone.process.CannotListenException;
import dialtone.signaling.hub.Bridge;
import dialtone.signaling.hub.BridgedCall;
import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.Ending;
import dialtone.signaling.message.Party;
import dialtone.signaling.message.RawJson;
import dialtone.signaling.message.Words;
import dialtone.signaling.task.SystemTimers;
import dialtone.sip.SipConfig;
import dialtone.sip.agent.AgentConfig;
import dialtone.sip.agent.ListenOn;
import dialtone.sip.agent.SenderPolicy;
import dialtone.sip.agent.SentBy;
import dialtone.sip.agent.SipAgent;
import dialtone.sip.agent.Source;
import dialtone.sip.agent.Target;
import dialtone.sip.agent.Transport;
import dialtone.sip.agent.Verdict;
import dialtone.sip.dialog.CallConfig;
import dialtone.sip.dialog.CallHandler;
import dialtone.sip.dialog.CallListener;
import dialtone.sip.dialog.CallRegistry;
import dialtone.sip.dialog.IncomingCall;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipUri;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;

/// Serves `tel:` and `sip:` addresses: the hub's way to phones.
///
/// Threading: for any thread.
public final class PhoneBridge implements Bridge, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PhoneBridge.class);

    private static final int HANDSHAKES = 200;

    private final SipConfig config;
    private final SystemTimers timers = new SystemTimers();
    private final SecureRandom random = new SecureRandom();
    private final PhoneLine line;
    private final SipAgent agent;

    private PhoneBridge(SipConfig config, MediaPort media, MeterRegistry registry)
            throws IOException {
        this.config = config;
        Codecs codecs = Codecs.open(config.libopus(), OpusSettings.DEFAULTS);
        CallRegistry calls =
                new CallRegistry(
                        CallConfig.DEFAULT, PhoneBridge::find, timers, random, new Incoming());
        line = new PhoneLine(media, codecs, calls, random);
        agent =
                SipAgent.start(
                        AgentConfig.of(
                                List.of(
                                        ListenOn.at(Transport.UDP, config.listen()),
                                        ListenOn.at(Transport.TCP, config.listen())),
                                null,
                                PhoneBridge::clientTls),
                        calls,
                        new OwnCallsOnly(),
                        timers,
                        registry);
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

    /// Opens its ports.
    ///
    /// @throws CannotListenException when one cannot be had; nothing is left open
    public static PhoneBridge start(SipConfig config, MeterRegistry registry) {
        MediaPort media =
                MediaPort.open(
                        new MediaConfig(
                                config.mediaListen(),
                                config.mediaExternalAddress(),
                                HANDSHAKES,
                                new TrunkPorts(config.rtpPortMin(), config.rtpPortMax())),
                        registry);
        try {
            return new PhoneBridge(config, media, registry);
        } catch (IOException e) {
            media.close();
            throw new CannotListenException("", config.listen(), "sip.listen", e);
        }
    }

    private static SSLContext clientTls() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java has no TLS", e);
        }
    }

    /// Where SIP comes in.
    public InetSocketAddress address() {
        return new InetSocketAddress(
                config.listen().getAddress(), agent.ports(Transport.UDP).getFirst());
    }

    @Override
    public Set<String> schemes() {
        return Set.of("tel", "sip");
    }

    @Override
    public Leg invited(Invitation invitation, BridgedCall call) {
        Route route = route(invitation);
        if (route == null) {
            String number = Words.quote(invitation.to().toString());
            call.end(new Ending(EndReason.NOT_FOUND, "No trunk takes calls to " + number + "."));
            return new NoLeg();
        }
        OutboundCall outbound = new OutboundCall(line, route, call);
        outbound.start(invitation.offer());
        return outbound;
    }

    private @Nullable Route route(Invitation invitation) {
        String dialed = dialed(invitation.to().name());
        if (!config.testNumbers() || TestNumber.of(dialed) == null) {
            return null;
        }
        SentBy self = agent.sentBy(Transport.UDP);
        Target target = new Target(Transport.UDP, address(), self.host());
        return new Route(
                SipUri.of(dialed, self.host(), self.port()),
                Route.caller(invitation.from(), self.host(), self.port()),
                List.of(target));
    }

    /// What is dialed without what people write between digits.
    private static String dialed(String name) {
        return name.replaceAll("[ ()./-]", "");
    }

    /// Inside of dialogs requests go to the address that the other side has named.
    private static void find(SipUri nextHop, Consumer<List<Target>> found) {
        try {
            InetAddress address = InetAddress.ofLiteral(nextHop.host().replaceAll("[\\[\\]]", ""));
            InetSocketAddress socket = new InetSocketAddress(address, port(nextHop));
            found.accept(List.of(new Target(Transport.UDP, socket, nextHop.host())));
        } catch (IllegalArgumentException _) {
            LOG.debug("event=sip_next_hop_unknown host={}", Words.quote(nextHop.host()));
            found.accept(List.of());
        }
    }

    private static int port(SipUri uri) {
        return uri.port() > 0 ? uri.port() : Transport.UDP.defaultPort();
    }

    @Override
    public void close() {
        agent.close();
        line.media().close();
        timers.close();
    }

    /// Answers the test numbers.
    private final class Incoming implements CallHandler {

        @Override
        public CallListener onCall(IncomingCall call) {
            TestCall test = new TestCall(line, call);
            test.start();
            return test;
        }
    }

    /// Without a trunk nobody else has anything to say here.
    private final class OwnCallsOnly implements SenderPolicy {

        @Override
        public Verdict judge(SipRequest request, Source source) {
            return isOwn(source) ? new Verdict.Accept() : new Verdict.Drop();
        }

        @Override
        public boolean answersMalformed(Source source) {
            return isOwn(source);
        }

        private boolean isOwn(Source source) {
            return source.remote().getAddress().equals(config.listen().getAddress());
        }
    }

    /// Of a call that never began.
    private static final class NoLeg implements Leg {

        @Override
        public void ringing() {}

        @Override
        public void answered(Party by, RawJson answer) {}

        @Override
        public void described(RawJson description) {}

        @Override
        public void trickled(RawJson candidates) {}

        @Override
        public void ended(Ending ending) {}
    }
}
