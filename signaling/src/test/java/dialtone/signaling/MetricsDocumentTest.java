package dialtone.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Holds the tables about signaling, calls, rooms, presence and messages of `docs/metrics.md`
/// against what a server serves that had a call and a room.
class MetricsDocumentTest {

    private static final Pattern ROW =
            Pattern.compile("^\\| `(dialtone_\\w+)` \\| (\\w+) \\|([^|]*)\\|", Pattern.MULTILINE);
    private static final Pattern TYPE =
            Pattern.compile("^# TYPE (dialtone_\\w+) (\\w+)$", Pattern.MULTILINE);
    private static final Set<String> SECTIONS =
            Set.of("Signaling", "Calls and rooms", "Presence and messages");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

    @AutoClose private final TestServer server = TestServer.start();

    @Test
    void namesExactlyTheMetricsThereAre() throws Exception {
        useEverything();
        Map<String, String> documented = new TreeMap<>();
        ROW.matcher(tables()).results().forEach(row -> documented.put(row.group(1), row.group(2)));

        Map<String, String> served = new TreeMap<>();
        TYPE.matcher(server.registry().scrape())
                .results()
                // The largest value of a histogram comes as a gauge beside it, as the page says.
                .filter(type -> !type.group(1).endsWith("_max"))
                .forEach(type -> served.put(type.group(1), type.group(2)));

        assertThat(documented).isEqualTo(served);
    }

    @Test
    void namesEveryLabel() throws Exception {
        useEverything();
        String text = server.registry().scrape();

        assertThat(ROW.matcher(tables()).results())
                .isNotEmpty()
                .allSatisfy(
                        row -> {
                            Set<String> served =
                                    text.lines()
                                            .filter(line -> line.startsWith(row.group(1) + "{"))
                                            .flatMap(
                                                    line ->
                                                            LABEL.matcher(line)
                                                                    .results()
                                                                    .map(label -> label.group(1)))
                                            .collect(Collectors.toSet());
                            for (String label : served) {
                                assertThat(row.group(3))
                                        .as(row.group(1))
                                        .contains("`" + label + "`");
                            }
                        });
    }

    private void useEverything() {
        TestClient alice = server.open("alice");
        TestClient bob = server.open("bob");
        alice.request("room.join", "{'room':'standup'}");
        String call = alice.invite("user:bob");
        bob.ofCall("call.ring", bob.incoming());
        bob.answer(call);
        bob.ofCall("call.hangup", call);
    }

    private static String tables() throws Exception {
        List<String> sections =
                List.of(Files.readString(Path.of("../docs/metrics.md")).split("\n## ", -1));
        return sections.stream()
                .filter(s -> SECTIONS.contains(s.lines().findFirst().orElse("")))
                .collect(Collectors.joining());
    }
}
