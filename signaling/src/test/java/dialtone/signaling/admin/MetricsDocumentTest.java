package dialtone.signaling.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Holds the first table of `docs/metrics.md` against the metrics of the process itself.
class MetricsDocumentTest {

    private static final Pattern NAME =
            Pattern.compile("^\\| `(dialtone_\\w+)`", Pattern.MULTILINE);
    private static final Pattern TYPE =
            Pattern.compile("^# TYPE (dialtone_\\w+)", Pattern.MULTILINE);

    @Test
    void namesExactlyTheMetricsOfTheProcess() throws Exception {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        String process = Files.readString(Path.of("../docs/metrics.md")).split("\n## ", -1)[1];

        try (ProcessMetrics _ =
                new ProcessMetrics(registry, BuildInfo.read(), () -> ProcessState.SERVING)) {
            assertThat(names(NAME, process)).isEqualTo(names(TYPE, registry.scrape()));
        }
    }

    private static Set<String> names(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
