package dialtone.sip.trunk;

import dialtone.config.Secret;
import dialtone.signaling.message.Words;
import dialtone.signaling.task.Ids;
import dialtone.signaling.task.Timers;
import dialtone.sip.agent.SentBy;
import dialtone.sip.agent.SipTargets;
import dialtone.sip.agent.Target;
import dialtone.sip.digest.DigestClient;
import dialtone.sip.message.Header;
import dialtone.sip.message.HeaderName;
import dialtone.sip.message.NameAddress;
import dialtone.sip.message.SipMessage;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipUri;
import dialtone.sip.message.TelUri;
import dialtone.sip.message.Uri;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// One way to another phone network: whether it works now, and what calls by it need.
///
/// Threading: for any thread; nothing in it waits.
public final class Trunk {

    private static final Logger LOG = LoggerFactory.getLogger(Trunk.class);

    private static final String ANONYMOUS = "anonymous";
    private static final String NO_DOMAIN = "anonymous.invalid";

    private final String name;
    private final TrunkConfig config;
    private final Numbers numbers;
    private final InboundNumbers inbound;
    private final TrunkHeaders passed;
    private final SeenAddress seen = new SeenAddress();
    private final Timers timers;
    private final Lookup lookup;
    private final AtomicInteger calls = new AtomicInteger();
    private volatile @Nullable RegistrationStatus registration;
    private volatile TrunkState ping;
    private volatile List<NameAddress> serviceRoute = List.of();
    private volatile @Nullable Long avoidUntilNanos;

    Trunk(String name, TrunkConfig config, Numbers numbers, SipTargets names, Timers timers) {
        this.name = name;
        this.config = config;
        this.numbers = numbers;
        this.inbound = new InboundNumbers(config.numbers(), numbers);
        this.passed = new TrunkHeaders(config.passHeaders());
        this.timers = timers;
        this.lookup = new Lookup(names, config.firstHop().nextHop(config.transport()), timers);
        this.ping =
                new TrunkState(
                        true,
                        config.ping().isZero()
                                ? "nobody asks whether it is there"
                                : "it has not been asked yet");
        this.registration = config.register() ? RegistrationStatus.registering() : null;
    }

    public String name() {
        return name;
    }

    public TrunkConfig config() {
        return config;
    }

    Lookup lookup() {
        return lookup;
    }

    /// As whom the trunk sees us.
    public SeenAddress seen() {
        return seen;
    }

    @Nullable RegistrationStatus registration() {
        return registration;
    }

    /// How long it is registered; null when it is not.
    public @Nullable Instant registeredUntil() {
        RegistrationStatus status = registration;
        return status == null ? null : status.until();
    }

    /// Whether calls may be expected to work.
    public TrunkState state() {
        RegistrationStatus status = registration;
        TrunkState pinged = ping;
        long avoided = secondsToAvoid();
        if (lookup.targets().isEmpty()) {
            return new TrunkState(false, "the name " + lookup.host() + " has no address");
        }
        if (status != null && status.state() != RegistrationStatus.State.REGISTERED) {
            return new TrunkState(false, status.words());
        }
        if (!pinged.isUp()) {
            return pinged;
        }
        if (avoided > 0) {
            return new TrunkState(false, "it asks for no calls for another " + avoided + " s");
        }
        return status == null ? pinged : new TrunkState(true, status.words());
    }

    private long secondsToAvoid() {
        Long until = avoidUntilNanos;
        return until == null ? 0 : Duration.ofNanos(until - timers.nanoTime()).toSeconds();
    }

    /// Whether a call may be tried by it first.
    boolean takesCalls() {
        return state().isUp() && !isFull();
    }

    void changed(RegistrationStatus status) {
        registration = status;
    }

    void routed(List<NameAddress> route) {
        serviceRoute = List.copyOf(route);
    }

    void pinged(boolean isUp, String words) {
        boolean wasUp = ping.isUp();
        ping = new TrunkState(isUp, words);
        if (wasUp && !isUp) {
            LOG.warn("event=sip_trunk_down trunk={} reason=\"{}\"", name, words);
        } else if (!wasUp && isUp) {
            LOG.info("event=sip_trunk_up trunk={}", name);
        }
    }

    /// Tries others first for so long, as the trunk asks in the Retry-After of a 503.
    public void avoid(Duration time) {
        avoidUntilNanos = timers.nanoTime() + time.toNanos();
    }

    /// Where its requests are sent, in this order; none while its name is not known.
    public List<Target> targets() {
        return lookup.targets();
    }

    /// Answers the challenges of one call; null when the trunk has no password.
    public @Nullable DigestClient digest() {
        String username = config.username();
        Secret password = config.password();
        return username == null || password == null
                ? null
                : new DigestClient(username, password.value(), () -> Ids.next(""));
    }

    /// Whom an INVITE is for.
    ///
    /// @param number as [DialPlan.Choice] has it
    public SipUri uri(String number) {
        Host place = config.place();
        return SipUri.of(number, place.name(), place.port());
    }

    /// Whom the phone is shown.
    ///
    /// @param user who calls, where the trunk has no number of its own
    /// @param displayName to show beside; null without one
    /// @param self as whom we send
    public NameAddress from(String user, @Nullable String displayName, SentBy self) {
        if (config.callerId().hidden()) {
            return NameAddress.of(SipUri.of(ANONYMOUS, NO_DOMAIN, 0)).withDisplayName("Anonymous");
        }
        NameAddress from = NameAddress.of(caller(user, self));
        return displayName == null ? from : from.withDisplayName(Words.clean(displayName));
    }

    private SipUri caller(String user, SentBy self) {
        CallerIdConfig callerId = config.callerId();
        String username = config.username();
        String number = callerId.number();
        if (number == null) {
            number = config.register() && username != null ? username : user;
        }
        String domain = callerId.domain();
        if (domain == null) {
            domain = username == null ? self.host() : config.place().name();
        }
        return SipUri.of(number, domain, 0);
    }

    /// What an INVITE says beside: who calls, and which way it takes.
    public List<Header> headers(String user, SentBy self) {
        List<Header> headers = new ArrayList<>();
        List<NameAddress> way = serviceRoute;
        if (way.isEmpty() && config.outboundProxy() != null) {
            SipUri proxy = config.firstHop().nextHop(config.transport());
            way = List.of(NameAddress.of(proxy.withParameter("lr", "")));
        }
        way.forEach(hop -> headers.add(new Header(HeaderName.ROUTE, hop.toString())));
        if (config.callerId().asserted()) {
            NameAddress caller = NameAddress.of(caller(user, self));
            headers.add(new Header(HeaderName.P_ASSERTED_IDENTITY, caller.toString()));
        }
        if (config.callerId().hidden()) {
            headers.add(new Header(HeaderName.PRIVACY, "id"));
        }
        config.headers()
                .forEach((name, value) -> headers.add(new Header(HeaderName.of(name), value)));
        return headers;
    }

    /// Those of the headers a browser wants an INVITE to have that the trunk gets.
    ///
    /// @param wished by their names
    public List<Header> passed(Map<String, String> wished) {
        return passed.outgoing(wished);
    }

    /// The headers of an INVITE of this trunk that browsers are told, by their names.
    public Map<String, String> passed(SipRequest invite) {
        return passed.incoming(invite);
    }

    /// How many headers were not passed, of both directions.
    long headersDropped() {
        return passed.dropped();
    }

    /// Who was called before us, the last one first.
    ///
    /// @param message an INVITE of this trunk, or its redirection of one of ours
    public List<Diversion> diversions(SipMessage message) {
        return Diversion.of(message, each -> understood(user(each.uri())));
    }

    /// Tells the trunk who was called before (RFC 5806).
    ///
    /// @param diversions the last one first
    public List<Header> diverted(List<Diversion> diversions) {
        String domain = config.callerId().domain();
        String host = domain == null ? config.place().name() : domain;
        List<Header> headers = new ArrayList<>();
        for (Diversion each : diversions) {
            String number = numbers.write(each.number(), config.numberFormat());
            NameAddress address =
                    NameAddress.of(SipUri.of(number, host, 0))
                            .with("reason", each.reason())
                            .with("counter", "1");
            if (each.isPrivate() || config.callerId().hidden()) {
                address = address.with("privacy", "full");
            }
            headers.add(new Header(HeaderName.DIVERSION, address.toString()));
        }
        return headers;
    }

    /// The number of ours that an INVITE of this trunk calls, as it was understood.
    public String calledBy(SipRequest invite) {
        String called = user(invite.uri());
        boolean isAccount = addressOf(called) == null && called.equals(config.username());
        return understood(isAccount ? user(invite.to().uri()) : called);
    }

    /// The address of ours that an INVITE of this trunk calls; null when nobody has its number.
    public @Nullable String addressFor(SipRequest invite) {
        String called = user(invite.uri());
        String address = addressOf(called);
        // Some carriers call the Contact that we registered, and say the number in To alone.
        return address == null && called.equals(config.username())
                ? addressOf(user(invite.to().uri()))
                : address;
    }

    /// The number that a user of this trunk is: with its country's code, or as it came.
    ///
    /// @param user as the trunk writes it
    public String understood(String user) {
        return numbers.read(user, config.numberFormat()) instanceof Dialed.Understood(var number, _)
                ? number
                : user;
    }

    /// The address of ours that has this number; null when nobody has it.
    public @Nullable String addressOf(String user) {
        String address = inbound.of(understood(user));
        return address == null ? inbound.of(user) : address;
    }

    /// The number of who calls by this trunk, as it was understood: with its country's code, or as
    /// it came.
    public String callerOf(SipRequest invite) {
        List<NameAddress> asserted = invite.assertedIdentities();
        Uri uri = asserted.isEmpty() ? invite.from().uri() : asserted.getFirst().uri();
        return understood(user(uri));
    }

    private static String user(Uri uri) {
        return switch (uri) {
            case SipUri sip -> {
                int semicolon = sip.user().indexOf(';');
                yield semicolon < 0 ? sip.user() : sip.user().substring(0, semicolon);
            }
            case TelUri tel -> tel.digits();
            default -> "";
        };
    }

    /// Whether this is its host.
    boolean isNamed(@Nullable Host host) {
        return host != null && host.name().equalsIgnoreCase(config.place().name());
    }

    boolean isAt(InetAddress address) {
        byte[] bytes = address.getAddress();
        return lookup.isAt(address)
                || config.acceptFrom().stream().anyMatch(block -> block.contains(bytes));
    }

    /// Calls in progress, of both directions.
    public int calls() {
        return calls.get();
    }

    public boolean isFull() {
        return config.maxCalls() > 0 && calls.get() >= config.maxCalls();
    }

    /// A place for one more call; null when the trunk has as many as it may have.
    public @Nullable Permit permit() {
        int most = config.maxCalls() == 0 ? Integer.MAX_VALUE : config.maxCalls();
        int before = calls.getAndUpdate(count -> count < most ? count + 1 : count);
        return before < most ? new Permit(calls) : null;
    }

    /// The place of a call, to be given back at its end.
    ///
    /// Threading: for any thread; given back once.
    public static final class Permit implements AutoCloseable {

        private final AtomicInteger calls;
        private final AtomicBoolean isClosed = new AtomicBoolean();

        private Permit(AtomicInteger calls) {
            this.calls = calls;
        }

        @Override
        public void close() {
            if (isClosed.compareAndSet(false, true)) {
                calls.decrementAndGet();
            }
        }
    }
}
