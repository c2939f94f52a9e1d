package dialtone.sip.trunk;

import dialtone.config.Secret;
import dialtone.signaling.task.Timers;
import dialtone.sip.agent.SentBy;
import dialtone.sip.agent.SipAgent;
import dialtone.sip.agent.SipTargets;
import dialtone.sip.agent.Source;
import dialtone.sip.agent.Transport;
import dialtone.sip.message.NameAddress;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipUri;
import dialtone.sip.trunk.Registration.Surroundings;

import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// All trunks. They do nothing before [#begin].
///
/// Threading: for any thread; only [#close] waits, for a second at most.
public final class Trunks implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Trunks.class);

    private static final long PATIENCE_MILLIS = 1000;

    private final Map<String, Trunk> trunks;
    private final Numbers numbers;
    private final Dialing dialing;
    private final Timers timers;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final boolean learnsAddress;
    private final List<Registration> registrations = new CopyOnWriteArrayList<>();
    private final List<OptionsPing> pings = new CopyOnWriteArrayList<>();

    /// What the configuration says of them.
    ///
    /// @param trunks by their names, in their order
    /// @param learnsAddress whether registrations say the address that the registrar sees, where
    ///     nobody has configured one
    public record Config(
            Map<String, TrunkConfig> trunks,
            List<DialRule> dialPlan,
            NumberingConfig numbering,
            boolean learnsAddress) {

        public Config {
            trunks = Collections.unmodifiableMap(new LinkedHashMap<>(trunks));
            dialPlan = List.copyOf(dialPlan);
        }
    }

    public Trunks(
            Config config,
            SipTargets names,
            Timers timers,
            RandomGenerator random,
            InstantSource clock,
            MeterRegistry registry) {
        this.timers = timers;
        this.random = random;
        this.clock = clock;
        this.learnsAddress = config.learnsAddress();
        this.numbers = new Numbers(config.numbering());
        DialPlan plan = new DialPlan(config.dialPlan(), numbers, config.trunks());
        Map<String, Trunk> made = new LinkedHashMap<>();
        config.trunks()
                .forEach(
                        (name, trunk) ->
                                made.put(name, new Trunk(name, trunk, numbers, names, timers)));
        trunks = Collections.unmodifiableMap(made);
        made.values().forEach(trunk -> TrunkMetrics.register(trunk, registry));
        dialing = new Dialing(trunks, numbers, plan);
        dialing.lookForEmergencyNumbers();
    }

    /// Looks the trunks up, registers and watches them.
    public void begin(SipAgent agent) {
        Surroundings around = new Surroundings(agent, timers, clock, random, learnsAddress);
        trunks.values().forEach(trunk -> begin(trunk, around));
    }

    private void begin(Trunk trunk, Surroundings around) {
        Registration registration = registration(trunk, around);
        OptionsPing ping =
                trunk.config().ping().isZero()
                        ? null
                        : new OptionsPing(
                                around.agent(),
                                trunk.config(),
                                trunk.lookup(),
                                timers,
                                new OptionsPing.Listener() {
                                    @Override
                                    public void pinged(boolean isUp, String words) {
                                        trunk.pinged(isUp, words);
                                    }

                                    @Override
                                    public void seen(SentBy seen) {
                                        learn(trunk, around.agent(), seen);
                                    }
                                });
        if (registration != null) {
            registrations.add(registration);
        }
        if (ping != null) {
            pings.add(ping);
        }
        trunk.lookup()
                .start(
                        () -> {
                            if (registration != null) {
                                registration.start();
                            }
                            if (ping != null) {
                                ping.start();
                            }
                        });
    }

    private @Nullable Registration registration(Trunk trunk, Surroundings around) {
        TrunkConfig config = trunk.config();
        String username = config.username();
        Secret password = config.password();
        if (!config.register() || username == null || password == null) {
            return null;
        }
        return new Registration(
                trunk.name(),
                config,
                password,
                username,
                trunk.lookup(),
                around,
                new Registration.Listener() {
                    @Override
                    public void changed(RegistrationStatus status) {
                        trunk.changed(status);
                    }

                    @Override
                    public void routed(List<NameAddress> route) {
                        trunk.routed(route);
                    }

                    @Override
                    public void seen(SentBy seen) {
                        learn(trunk, around.agent(), seen);
                    }
                });
    }

    private void learn(Trunk trunk, SipAgent agent, SentBy seen) {
        if (learnsAddress) {
            trunk.seen().learn(agent.sentBy(Transport.UDP), seen);
        }
    }

    /// In the order of the configuration.
    public List<Trunk> all() {
        return List.copyOf(trunks.values());
    }

    public @Nullable Trunk named(String name) {
        return trunks.get(name);
    }

    /// How what people dial is understood.
    public Numbers numbers() {
        return numbers;
    }

    /// The ways to call a number.
    ///
    /// @param dialed as a person wrote it, or a `tel:` URI, or a user of a trunk's host, such as
    ///     `alice@sip.example.com`
    public Ways ways(String dialed) {
        return dialing.ways(dialed);
    }

    /// Whether requests from this address are a trunk's.
    boolean isKnown(InetAddress address) {
        for (Trunk trunk : trunks.values()) {
            if (trunk.isAt(address)) {
                return true;
            }
        }
        return false;
    }

    /// The trunk that a request comes from: by its address and, where several are there, by whom
    /// it calls; by its credentials where it was asked for them.
    ///
    /// @param request that [TrunkSenders] has accepted
    /// @return null when it is of none
    public @Nullable Trunk senderOf(SipRequest request, Source source) {
        InetAddress address = source.remote().getAddress();
        List<Trunk> candidates = trunks.values().stream().filter(t -> t.isAt(address)).toList();
        if (candidates.isEmpty()) {
            return ofCredentials(request);
        }
        String called = request.uri() instanceof SipUri uri ? uri.user() : "";
        for (Trunk trunk : candidates) {
            if (called.equals(trunk.config().username())) {
                return trunk;
            }
        }
        for (Trunk trunk : candidates) {
            if (trunk.addressFor(request) != null) {
                return trunk;
            }
        }
        return candidates.getFirst();
    }

    private @Nullable Trunk ofCredentials(SipRequest request) {
        return request.credentials().stream()
                .map(credentials -> ofUsername(credentials.get("username")))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private @Nullable Trunk ofUsername(@Nullable String username) {
        for (Trunk trunk : trunks.values()) {
            if (username != null && username.equals(trunk.config().username())) {
                return trunk;
            }
        }
        return null;
    }

    /// The password of a trunk with this username; null without one.
    @Nullable String passwordOf(String username) {
        Trunk trunk = ofUsername(username);
        Secret password = trunk == null ? null : trunk.config().password();
        return password == null ? null : password.value();
    }

    /// What is wrong with trunks, in words; null when all are up.
    public @Nullable String problem() {
        return problem(trunks.keySet());
    }

    /// What is wrong with some of them, in words; null when all of those are up.
    ///
    /// @param names of trunks that there are
    public @Nullable String problem(Collection<String> names) {
        List<String> down = new ArrayList<>();
        for (Trunk trunk : trunks.values()) {
            TrunkState state = trunk.state();
            if (names.contains(trunk.name()) && !state.isUp()) {
                down.add(trunk.name() + ": " + state.why());
            }
        }
        return down.isEmpty() ? null : String.join("; ", down);
    }

    /// Ends the registrations.
    @Override
    public void close() {
        trunks.values().forEach(trunk -> trunk.lookup().close());
        pings.forEach(OptionsPing::close);
        CountDownLatch left = new CountDownLatch(registrations.size());
        registrations.forEach(each -> each.close(left::countDown));
        try {
            if (!left.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.info("event=sip_registrations_left count={}", left.getCount());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
