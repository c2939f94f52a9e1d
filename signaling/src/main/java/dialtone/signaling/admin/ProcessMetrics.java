package dialtone.signaling.admin;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;

import java.util.function.Supplier;

/// The metrics of the process itself: the JVM's, and our `dialtone_build_info` and
/// `dialtone_state`.
///
/// Threading: registers once; the suppliers are called by whoever scrapes.
final class ProcessMetrics implements AutoCloseable {

    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final Counter adminRefused;

    ProcessMetrics(MeterRegistry registry, BuildInfo build, Supplier<ProcessState> state) {
        new ClassLoaderMetrics().bindTo(registry);
        new JvmInfoMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        gc.bindTo(registry);
        Gauge.builder("dialtone.build.info", () -> 1)
                .description("Which build runs here; always 1")
                .tag("version", build.version())
                .tag("revision", build.revision())
                .tag("java", build.java())
                .register(registry);
        adminRefused =
                Counter.builder("dialtone.admin.refused")
                        .description("Requests to the admin port that showed none of its keys")
                        .register(registry);
        for (ProcessState each : ProcessState.values()) {
            Gauge.builder("dialtone.state", () -> state.get() == each ? 1 : 0)
                    .description("1 for the state the process is in, 0 for the others")
                    .tag("state", each.wire())
                    .register(registry);
        }
    }

    /// Somebody showed no key of the admin port.
    void adminRefused() {
        adminRefused.increment();
    }

    @Override
    public void close() {
        gc.close();
    }
}
