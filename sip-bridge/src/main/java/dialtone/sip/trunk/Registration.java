package dialtone.sip.trunk;

import dialtone.config.Secret;
import dialtone.signaling.message.Words;
import dialtone.signaling.task.Ids;
import dialtone.signaling.task.SerialTasks;
import dialtone.signaling.task.Timers;
import dialtone.sip.agent.ClientUser;
import dialtone.sip.agent.SentBy;
import dialtone.sip.agent.SipAgent;
import dialtone.sip.agent.Target;
import dialtone.sip.digest.DigestClient;
import dialtone.sip.message.NameAddress;
import dialtone.sip.message.SipRequest;
import dialtone.sip.message.SipResponse;
import dialtone.sip.trunk.RegistrationStatus.State;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Keeps a trunk registered (RFC 3261 section 10): refreshes before the end, answers challenges,
/// goes from one server to the next, and from the last again to the first after a while.
///
/// Threading: all state belongs to its queue; the listener is called there.
final class Registration {

    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int PROXY_UNAUTHORIZED = 407;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int INTERVAL_TOO_BRIEF = 423;
    private static final int TEMPORARILY_UNAVAILABLE = 480;
    private static final int SERVER_ERRORS = 500;

    /// Nearly: a registrar that sees another address each time is not to be flooded.
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private static final int MAX_ANSWERS = 5;
    private static final long MAX_SECONDS = Duration.ofDays(1).toSeconds();

    private final String name;
    private final SipAgent agent;
    private final Lookup lookup;
    private final Timers timers;
    private final InstantSource clock;
    private final boolean learnsAddress;
    private final Listener listener;
    private final SerialTasks queue = new SerialTasks();
    private final RegisterRequests requests;
    private final DigestClient digest;
    private final Waits waits;
    private final Deque<Target> untried = new ArrayDeque<>();
    private long askedSeconds;
    private long askedToWait;
    private State logged = State.REGISTERING;
    private @Nullable Target registeredAt;
    private Timers.@Nullable Timer next;
    private boolean isClosed;

    /// Told what becomes of it.
    interface Listener {

        void changed(RegistrationStatus status);

        /// Called whenever it is registered anew.
        ///
        /// @param route the way that the registrar wants requests of ours to take (RFC 3608)
        void routed(List<NameAddress> route);

        /// The registrar sees us as somebody else than we say.
        void seen(SentBy seen);
    }

    /// What it needs of others.
    ///
    /// @param learnsAddress whether the address we say follows the one the registrar sees
    record Surroundings(
            SipAgent agent,
            Timers timers,
            InstantSource clock,
            RandomGenerator random,
            boolean learnsAddress) {}

    Registration(
            String name,
            TrunkConfig config,
            Secret password,
            String username,
            Lookup lookup,
            Surroundings around,
            Listener listener) {
        this.name = name;
        this.lookup = lookup;
        this.agent = around.agent();
        this.timers = around.timers();
        this.clock = around.clock();
        this.learnsAddress = around.learnsAddress();
        this.listener = listener;
        this.requests = new RegisterRequests(agent, config, username);
        this.digest = new DigestClient(username, password.value(), () -> Ids.next(""));
        this.waits = new Waits(around.random());
        this.askedSeconds = config.registrationLifetime().toSeconds();
    }

    void start() {
        queue.run(this::begin);
    }

    private void begin() {
        if (isClosed) {
            return;
        }
        askedToWait = 0;
        untried.clear();
        untried.addAll(lookup.targets());
        Target known = registeredAt;
        if (known != null && untried.remove(known)) {
            untried.addFirst(known);
        }
        tryNext("the name " + lookup.host() + " has no address");
    }

    /// @param why the last one failed
    private void tryNext(String why) {
        Target target = untried.poll();
        if (isClosed) {
            return;
        }
        if (target != null) {
            register(target);
            return;
        }
        registeredAt = null;
        again(waits.afterFailure(askedToWait));
        tell(new RegistrationStatus(State.FAILED, why, null));
    }

    private void again(Duration wait) {
        LOG.debug("event=sip_register_again trunk={} in={}", name, wait);
        next = timers.after(wait, () -> queue.run(this::begin));
    }

    private void register(Target target) {
        SipRequest request = digest.authorize(requests.register(target, askedSeconds));
        new Attempt(request, target, 0).send();
    }

    private void tell(RegistrationStatus status) {
        if (status.state() != logged) {
            logged = status.state();
            if (logged == State.REGISTERED) {
                LOG.info("event=sip_registered trunk={} until={}", name, status.until());
            } else {
                LOG.warn(
                        "event=sip_registration_{} trunk={} reason=\"{}\"",
                        logged.label(),
                        name,
                        status.words());
            }
        }
        listener.changed(status);
    }

    private void registered(SipResponse response, Target target) {
        long seconds = requests.expires(response, target, askedSeconds);
        if (seconds == 0) {
            refused("the registrar registers us for no time at all");
            return;
        }
        requests.forgetOutdated();
        registeredAt = target;
        waits.succeeded();
        listener.routed(response.serviceRoutes());
        SentBy seen = learnsAddress ? requests.learn(response, target) : null;
        if (seen == null) {
            again(waits.beforeExpiry(seconds));
        } else {
            listener.seen(seen);
            LOG.info(
                    "event=sip_behind_nat trunk={} seen_as={}: it registers again with that"
                            + " address; set sip.external-address when it stays the same",
                    name,
                    seen);
            again(AT_ONCE);
        }
        Instant until = clock.instant().plusSeconds(seconds);
        tell(new RegistrationStatus(State.REGISTERED, "it is registered", until));
    }

    private void refused(String words) {
        registeredAt = null;
        again(waits.afterRefusal());
        tell(new RegistrationStatus(State.REFUSED, words, null));
    }

    /// Ends the registration, and waits for nothing.
    ///
    /// @param done runs when the registrar has answered, or will not
    void close(Runnable done) {
        queue.run(
                () -> {
                    isClosed = true;
                    if (next != null) {
                        next.cancel();
                    }
                    Target target = registeredAt;
                    if (target == null) {
                        done.run();
                    } else {
                        end(target, done);
                    }
                });
    }

    private void end(Target target, Runnable done) {
        SipRequest request = digest.authorize(requests.register(target, 0));
        agent.send(
                request,
                List.of(target),
                queue,
                new Ended(
                        response -> {
                            SipRequest answer = digest.answer(request, response);
                            if (answer == null) {
                                done.run();
                            } else {
                                agent.send(
                                        requests.renumbered(answer),
                                        List.of(target),
                                        queue,
                                        new Ended(_ -> done.run(), done));
                            }
                        },
                        done));
    }

    /// One request to one server.
    private final class Attempt implements ClientUser {

        private final SipRequest request;
        private final Target target;
        private final int answers;

        Attempt(SipRequest request, Target target, int answers) {
            this.request = request;
            this.target = target;
            this.answers = answers;
        }

        void send() {
            agent.send(request, List.of(target), queue, this);
        }

        @Override
        public void onFailure(Failure failure) {
            tryNext(
                    switch (failure) {
                        case TIMEOUT -> Lookup.words(target) + " does not answer";
                        case UNREACHABLE -> Lookup.words(target) + " cannot be reached";
                    });
        }

        @Override
        public void onResponse(SipResponse response) {
            if (response.isProvisional() || isClosed) {
                return;
            }
            int status = response.status();
            String said = "(" + status + " " + Words.clean(response.reason()) + ")";
            switch (status) {
                case OK -> registered(response, target);
                case UNAUTHORIZED, PROXY_UNAUTHORIZED -> authorize(response, said);
                case INTERVAL_TOO_BRIEF -> lengthen(response);
                case FORBIDDEN ->
                        refused(
                                "the registrar refuses us: username, password or account are wrong "
                                        + said);
                case NOT_FOUND -> refused("the registrar does not know the username " + said);
                case REQUEST_TIMEOUT, TEMPORARILY_UNAVAILABLE -> unavailable(response, said);
                default -> {
                    if (status >= SERVER_ERRORS && status < SERVER_ERRORS + 100) {
                        unavailable(response, said);
                    } else {
                        refused("the registrar does not register us " + said);
                    }
                }
            }
        }

        private void authorize(SipResponse response, String said) {
            SipRequest answer = answers < MAX_ANSWERS ? digest.answer(request, response) : null;
            if (answer == null) {
                refused(
                        "the registrar does not take the username and password, or asks in a way"
                                + " that is not known "
                                + said);
            } else {
                new Attempt(requests.renumbered(answer), target, answers + 1).send();
            }
        }

        private void lengthen(SipResponse response) {
            Long least = response.minExpires();
            if (least == null || least <= askedSeconds || least > MAX_SECONDS) {
                refused("the registrar wants another lifetime of registrations, and not which");
                return;
            }
            askedSeconds = least;
            register(target);
        }

        private void unavailable(SipResponse response, String said) {
            Long seconds = response.retryAfterSeconds();
            askedToWait = seconds == null ? askedToWait : Math.max(askedToWait, seconds);
            tryNext(Lookup.words(target) + " cannot register us now " + said);
        }
    }

    /// Of a request that ends a registration.
    private record Ended(Consumer<SipResponse> answered, Runnable failed) implements ClientUser {

        @Override
        public void onResponse(SipResponse response) {
            if (!response.isProvisional()) {
                answered.accept(response);
            }
        }

        @Override
        public void onFailure(Failure failure) {
            failed.run();
        }
    }
}
