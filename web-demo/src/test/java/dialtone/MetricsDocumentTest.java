package dialtone;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Holds the whole process against `docs/metrics.md`: nothing is served that is not explained
// there.
class MetricsDocumentTest {

    private static final Pattern ROW =
            Pattern.compile("^\\| `(dialtone_\\w+)` \\| (\\w+) \\|([^|]*)\\|", Pattern.MULTILINE);
    private static final Pattern TYPE =
            Pattern.compile("^# TYPE (dialtone_\\w+) (\\w+)$", Pattern.MULTILINE);
    private static final Pattern SAMPLE =
            Pattern.compile("^(dialtone_\\w+)\\{([^}]*)}", Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

    private static final String TRUNKS =
            """
            sip:
              trunks:
                carrier: {host: 127.0.0.1:9, username: alice, password: wonder, register: true}
                pbx: {host: 127.0.0.1:9}
            """;

    @Test
    void everyMetricIsExplainedWithItsTypeAndItsLabels(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("dialtone.yaml");
        Files.writeString(file, TRUNKS);
        Map<String, MatchResult> rows =
                ROW.matcher(Files.readString(Path.of("../docs/metrics.md")))
                        .results()
                        .collect(Collectors.toMap(row -> row.group(1), row -> row));
        String served;
        try (Dialtone dialtone = Dialtone.start(TestConfig.loaded(0, 0, 0, file.toString()))) {
            served = metrics(dialtone);
        }

        assertThat(served).contains("dialtone_media_", "dialtone_sip_", "dialtone_turn_");
        SoftAssertions softly = new SoftAssertions();
        // The largest value of a histogram comes as a gauge beside it, as the page says.
        TYPE.matcher(served)
                .results()
                .filter(type -> !type.group(1).endsWith("_max"))
                .forEach(
                        type ->
                                softly.assertThat(rows.get(type.group(1)))
                                        .as(type.group())
                                        .isNotNull()
                                        .extracting(row -> row.group(2))
                                        .isEqualTo(type.group(2)));
        Matcher sample = SAMPLE.matcher(served);
        while (sample.find()) {
            MatchResult row = rows.get(sample.group(1));
            if (row != null) {
                LABEL.matcher(sample.group(2))
                        .results()
                        .forEach(
                                label ->
                                        softly.assertThat(row.group(3))
                                                .as(row.group(1))
                                                .contains("`" + label.group(1) + "`"));
            }
        }
        softly.assertAll();
    }

    private static String metrics(Dialtone dialtone) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + dialtone.adminAddress().getPort() + "/metrics");
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
        }
    }
}
