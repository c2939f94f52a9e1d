package dialtone.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// What a page has to load, compressed, file by file as it is served.
class ServedSizeTest {

    private final WebFiles files = WebFiles.in(Path.of(""));

    /// What is loaded only when it is needed, together.
    record OnDemand(int maxBytes, List<String> files) {}

    private static OnDemand part(int maxBytes, String... files) {
        return new OnDemand(maxBytes, List.of(files));
    }

    private static final List<OnDemand> ON_DEMAND =
            List.of(
                    // When somebody presses a key of a phone, or transfers a call.
                    part(2_000, "sdk/phone.js"),
                    // Where no WebSocket gets through.
                    part(4_000, "sdk/transports.js", "sdk/sender.js", "sdk/sse.js", "sdk/poll.js"),
                    // Where something is to go wrong.
                    part(3_000, "sdk/simulate.js"),
                    // When a page wants to know who is there, or somebody writes.
                    part(2_200, "sdk/contacts.js"),
                    // Where tickets are bound to a key.
                    part(1_000, "sdk/proof.js"),
                    // Where microphone or camera cannot be had.
                    part(1_000, "sdk/media-errors.js"),
                    // In calls.
                    part(1_500, "sdk/flow.js", "sdk/setup.js"),
                    // In calls to phones that begin before they are answered.
                    part(800, "sdk/ahead.js"));

    static List<OnDemand> onDemand() {
        return ON_DEMAND;
    }

    /// Two more than before there were other transports and renewed tickets: what notices that a
    /// connection is dead, what moves a session to another transport, and what finds another way
    /// for media in another network, is needed before more could be loaded.
    @Test
    void theSdkHasAtMostTwentyThreeKilobytes() throws IOException {
        List<String> sdk = new ArrayList<>(filesIn("sdk"));
        for (OnDemand part : ON_DEMAND) {
            assertThat(sdk).containsAll(part.files());
            sdk.removeAll(part.files());
        }
        assertThat(sizeOf(sdk)).isLessThanOrEqualTo(23 * 1024);
    }

    @ParameterizedTest
    @MethodSource("onDemand")
    void whatIsLoadedOnDemandIsSmall(OnDemand part) {
        assertThat(sizeOf(part.files())).isLessThanOrEqualTo(part.maxBytes());
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
