package dialtone.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// What a page has to load, compressed, file by file as it is served.
class ServedSizeTest {

    private final WebFiles files = WebFiles.in(Path.of(""));

    /// Loaded when somebody presses a key of a phone, or transfers a call.
    private static final String PHONE = "sdk/phone.js";

    /// Loaded where no WebSocket gets through.
    private static final List<String> TRANSPORTS =
            List.of("sdk/transports.js", "sdk/sender.js", "sdk/sse.js", "sdk/poll.js");

    /// Loaded where something is to go wrong.
    private static final String SIMULATE = "sdk/simulate.js";

    /// One more than before there were other transports: what notices that a connection is dead,
    /// and what moves a session to another transport, is needed before those can be loaded.
    @Test
    void theSdkHasAtMostTwentyTwoKilobytes() throws IOException {
        List<String> sdk = filesIn("sdk");
        assertThat(sdk).contains(PHONE, SIMULATE).containsAll(TRANSPORTS);
        assertThat(
                        sizeOf(
                                sdk.stream()
                                        .filter(name -> !name.equals(PHONE))
                                        .filter(name -> !name.equals(SIMULATE))
                                        .filter(name -> !TRANSPORTS.contains(name))
                                        .toList()))
                .isLessThanOrEqualTo(22 * 1024);
    }

    @Test
    void whatPhonesNeedHasAtMostTwoKilobytesMore() {
        assertThat(sizeOf(List.of(PHONE))).isLessThanOrEqualTo(2_000);
    }

    @Test
    void whatMakesThingsGoWrongHasAtMostThreeKilobytesMore() {
        assertThat(sizeOf(List.of(SIMULATE))).isLessThanOrEqualTo(3_000);
    }

    @Test
    void theOtherTransportsHaveAtMostFourKilobytesMore() {
        assertThat(sizeOf(TRANSPORTS)).isLessThanOrEqualTo(4_000);
    }

    @Test
    void theLoaderOfTheElementHasAtMostFiveKilobytes() {
        assertThat(sizeOf(List.of("embed/1.js"))).isLessThanOrEqualTo(5_000);
    }

    @Test
    void theElementWithoutTheSdkHasAtMostTenKilobytes() throws IOException {
        assertThat(sizeOf(filesIn("embed"))).isLessThanOrEqualTo(10_000);
    }

    private static List<String> filesIn(String directory) throws IOException {
        try (Stream<Path> listed = Files.list(Path.of(directory))) {
            return listed.map(Path::toString).filter(name -> name.endsWith(".js")).toList();
        }
    }

    private int sizeOf(List<String> names) {
        int bytes =
                names.stream()
                        .map(name -> Objects.requireNonNull(files.find(name), name))
                        .mapToInt(file -> file.body(true).remaining())
                        .sum();
        System.out.printf("%d bytes compressed: %s%n", bytes, String.join(" ", names));
        return bytes;
    }
}
