package dialtone.tls;

import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Looks every minute whether a certificate was renewed, as long as a server runs that it is a bean
/// of.
///
/// Threading: started and stopped by the server's thread; it looks on the scheduler's.
public final class CertificateRenewal extends AbstractLifeCycle {

    private static final Duration PERIOD = Duration.ofMinutes(1);

    private final TlsCertificate certificate;
    private final Scheduler scheduler;
    private volatile Scheduler.@Nullable Task next;

    public CertificateRenewal(TlsCertificate certificate, Scheduler scheduler) {
        this.certificate = certificate;
        this.scheduler = scheduler;
    }

    @Override
    protected void doStart() {
        lookLater();
    }

    private void lookLater() {
        next = scheduler.schedule(this::look, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        if (isStarted()) {
            certificate.reloadIfChanged();
            lookLater();
        }
    }

    @Override
    protected void doStop() {
        Scheduler.Task waiting = next;
        if (waiting != null) {
            waiting.cancel();
        }
    }
}
