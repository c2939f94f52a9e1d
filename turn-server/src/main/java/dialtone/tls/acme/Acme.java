package dialtone.tls.acme;

import dialtone.config.Problems;
import dialtone.tls.ClientTls;
import dialtone.tls.HeldCertificate;
import dialtone.tls.KeyAndChain;
import dialtone.tls.TlsCertificate;

import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

import javax.net.ssl.SSLContext;

/// A certificate from an authority, for who opens ports with it: the one that was kept, at once;
/// and once the ports are open, a new one whenever it is time.
///
/// Threading: opened, started and closed by one thread; one virtual thread does the work.
public final class Acme implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Acme.class);

    /// So that a clock that is set anew is noticed.
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

    /// How long its end may take.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final List<String> domains;
    private final String directory;
    private final AcmeStorage storage;
    private final Authority authority;
    private final HeldCertificate certificate;
    private final RenewalPlan plan = new RenewalPlan(RandomGenerator.getDefault());
    private final InstantSource clock;
    private final AcmeMetrics metrics;
    private final Semaphore impatience = new Semaphore(0);

    /// The certificate that another one would take the place of; null when there is none, or when
    /// an attempt was made. The worker's.
    private @Nullable X509Certificate replaced;

    private volatile @Nullable String problem;
    private volatile @Nullable Thread worker;
    private volatile boolean isClosed;

    private Acme(
            AcmeConfig config, @Nullable SSLContext ssl, InstantSource clock, AcmeMetrics metrics) {
        this.domains = config.domains();
        this.directory = config.directory();
        this.clock = clock;
        this.metrics = metrics;
        storage = AcmeStorage.open(config.storage(), directory);
        authority = new Authority(config, directory, ssl, clock);
        certificate =
                new HeldCertificate(
                        domains.getFirst(),
                        StandIn.make(domains, clock.instant()),
                        impatience::release);
        takeStored();
    }

    /// Takes the certificate that was kept. Its metrics are there in any case.
    ///
    /// @return null when none is wanted
    /// @throws dialtone.config.InvalidConfigException when the files cannot be used
    public static @Nullable Acme open(
            AcmeConfig config, InstantSource clock, MeterRegistry registry) {
        AcmeMetrics metrics = new AcmeMetrics(registry);
        if (!config.isUsed()) {
            return null;
        }
        Problems problems = new Problems();
        SSLContext ssl =
                config.ca() == null
                        ? null
                        : ClientTls.load("acme", config.ca(), null, null, problems);
        problems.orThrow();
        return new Acme(config, ssl, clock, metrics);
    }

    private void takeStored() {
        KeyAndChain stored = storage.certificate();
        if (stored == null) {
            problem = "there is no certificate yet; what is shown is signed by nobody";
            LOG.warn(
                    "event=acme_no_certificate domains={}: until {} has given one, connections get"
                            + " a certificate that nobody signed, and browsers do not like it",
                    domains,
                    directory);
            return;
        }
        certificate.use(stored);
        List<String> names =
                stored.hostNames().stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        boolean isForAll =
                domains.stream().allMatch(name -> names.contains(name.toLowerCase(Locale.ROOT)));
        if (isForAll) {
            plan.has(stored.certificate(), clock.instant());
            replaced = stored.certificate();
        }
        LOG.info(
                "event=acme_certificate_loaded names={} expires={} renew_at={}",
                names,
                certificate.expires(),
                isForAll ? plan.next() : "now, for it is not for " + domains);
    }

    /// What is shown to clients.
    public TlsCertificate certificate() {
        return certificate;
    }

    /// What is wrong, in words; null when nothing is.
    public @Nullable String problem() {
        return problem;
    }

    /// Begins to look after the certificate; the ports are open now.
    public void start() {
        worker = Thread.ofVirtual().name("acme").start(this::work);
    }

    private void work() {
        try {
            while (!isClosed) {
                Instant now = clock.instant();
                if (!now.isBefore(plan.next())) {
                    renew();
                } else if (!now.isBefore(plan.askAt())) {
                    ask();
                } else {
                    await(Duration.between(now, earlier(plan.next(), plan.askAt())));
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            problem = "no certificate is asked for any more, after an error; the log says which";
            LOG.error("event=acme_ended: no certificate is renewed until the next start", e);
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private void await(Duration wait) throws InterruptedException {
        Duration bounded = wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
        long millis = Math.max(bounded.toMillis(), SHORTEST_WAIT.toMillis());
        if (impatience.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
            impatience.drainPermits();
            plan.retryAtOnce();
        }
    }

    private void renew() throws InterruptedException {
        X509Certificate before = replaced;
        replaced = null;
        KeyAndChain got;
        try {
            got = authority.order(storage.account(), certificate.challenges(), before);
            certificate.use(got);
        } catch (AcmeFailure e) {
            failed(e);
            return;
        } catch (IllegalArgumentException e) {
            failed(AcmeFailure.refused(String.valueOf(e.getMessage())));
            return;
        }
        metrics.count(AcmeMetrics.Result.OBTAINED);
        plan.has(got.certificate(), clock.instant());
        replaced = got.certificate();
        problem = null;
        LOG.info(
                "event=acme_certificate_obtained domains={} expires={} renew_at={}",
                domains,
                certificate.expires(),
                plan.next());
        keep(got);
    }

    private void keep(KeyAndChain got) {
        try {
            storage.keep(got);
        } catch (IOException e) {
            problem =
                    "the certificate cannot be kept, so that the next start will ask for another: "
                            + e;
            LOG.error("event=acme_certificate_not_kept: {}", problem);
        }
    }

    private void failed(AcmeFailure failure) {
        if (isClosed) {
            // It was interrupted.
            return;
        }
        metrics.count(
                switch (failure.kind()) {
                    case REFUSED -> AcmeMetrics.Result.REFUSED;
                    case UNREACHABLE -> AcmeMetrics.Result.UNREACHABLE;
                });
        plan.failed(failure, clock.instant());
        Instant expires = certificate.expires();
        String consequence =
                expires == null
                        ? "there is no certificate yet; what is shown is signed by nobody"
                        : "the certificate in use ends " + expires;
        problem = failure.words() + "; " + consequence + "; next attempt " + plan.next();
        LOG.error("event=acme_failed domains={}: {}", domains, problem);
        LOG.debug("event=acme_failed_why", failure);
    }

    private void ask() throws InterruptedException {
        try {
            plan.suggested(
                    authority.suggestion(
                            storage.account(), certificate.keyAndChain().certificate()),
                    clock.instant());
        } catch (AcmeFailure e) {
            if (isClosed) {
                return;
            }
            plan.notSuggested(clock.instant());
            LOG.info(
                    "event=acme_no_suggestion: when to renew is not known from the authority: {}",
                    e.words());
        }
    }

    /// Ends the work, whatever it waits for.
    @Override
    public void close() {
        isClosed = true;
        Thread working = worker;
        if (working == null) {
            return;
        }
        working.interrupt();
        try {
            if (!working.join(PATIENCE)) {
                LOG.warn("event=acme_stop_failed: it goes on with what it does");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
