package dialtone.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.turn.TestCertificate;

import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

class CertificateRenewalTest {

    @TempDir Path directory;

    private final ByHand scheduler = new ByHand();

    @Test
    void usesACertificateThatWasWrittenAnewAndGoesOnLooking() throws Exception {
        TestCertificate first = TestCertificate.in(directory, "first");
        TlsCertificate certificate =
                TlsCertificate.load("turn.tls", first.certificateFile(), first.keyFile());
        CertificateRenewal renewal = new CertificateRenewal(certificate, scheduler);
        renewal.start();

        for (String name : new String[] {"second", "third"}) {
            TestCertificate.in(directory, name);
            written(first.certificateFile(), name.length());
            scheduler.runNext();

            assertThat(certificate.keyAndChain().certificate().getSubjectX500Principal().getName())
                    .isEqualTo("CN=" + name);
        }
        renewal.stop();
    }

    @Test
    void looksNoMoreWhenItIsStopped() throws Exception {
        TestCertificate first = TestCertificate.in(directory, "first");
        CertificateRenewal renewal =
                new CertificateRenewal(
                        TlsCertificate.load("turn.tls", first.certificateFile(), first.keyFile()),
                        scheduler);
        renewal.start();

        renewal.stop();

        assertThat(scheduler.tasks).isEmpty();
    }

    /// At a time of its own, however coarse the clock of the file system is.
    private static void written(Path file, long second) throws Exception {
        Files.setLastModifiedTime(file, FileTime.from(second, TimeUnit.SECONDS));
    }

    /// Runs tasks when the test says so.
    ///
    /// Threading: for the test's thread.
    private static final class ByHand extends AbstractLifeCycle implements Scheduler {

        private final Queue<Runnable> tasks = new ArrayDeque<>();

        @Override
        public Task schedule(Runnable task, long delay, TimeUnit unit) {
            tasks.add(task);
            return () -> tasks.remove(task);
        }

        void runNext() {
            tasks.remove().run();
        }
    }
}
