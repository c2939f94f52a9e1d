package dialtone.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.encoder.Encoder;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

class EncodersTest {

    private static String encode(
            Encoder<ILoggingEvent> encoder, String message, @Nullable Throwable failure) {
        LoggerContext context = new LoggerContext();
        LoggingEvent event =
                new LoggingEvent(
                        "",
                        context.getLogger("dialtone.signaling.hub.Hub"),
                        Level.WARN,
                        message,
                        failure,
                        null);
        event.setInstant(Instant.parse("2026-11-25T10:20:30.123Z"));
        event.setThreadName("signaling-7");
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }

    @Test
    void textNamesLevelAndClass() {
        assertThat(encode(new TextEncoder(true), "event=hub_drained", null))
                .matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} WARN  Hub: event=hub_drained\n");
    }

    @Test
    void textLetsNobodyForgeALineOrMoveTheCursor() {
        String text =
                encode(
                        new TextEncoder(true),
                        "user=a\r\n10:20:31.000 INFO  Hub: fine\u001b[2J",
                        null);

        assertThat(text).endsWith("user=a\n    10:20:31.000 INFO  Hub: fine?[2J\n");
    }

    @Test
    void textShowsWhereAFailureCameFrom() {
        assertThat(encode(new TextEncoder(true), "failed", new IllegalStateException("why")))
                .contains("Hub: failed\njava.lang.IllegalStateException: why\n    \tat dialtone.");
    }

    @Test
    void jsonIsOneLineWithEverything() {
        String line =
                encode(new JsonEncoder(true), "two\nlines \"é\"", new IllegalStateException("why"));

        assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
        JsonNode json = JsonMapper.shared().readTree(line);
        assertThat(json.get("ts").asString()).isEqualTo("2026-11-25T10:20:30.123Z");
        assertThat(json.get("level").asString()).isEqualTo("WARN");
        assertThat(json.get("logger").asString()).isEqualTo("dialtone.signaling.hub.Hub");
        assertThat(json.get("thread").asString()).isEqualTo("signaling-7");
        assertThat(json.get("msg").asString()).isEqualTo("two\nlines \"é\"");
        assertThat(json.get("error").asString()).startsWith("java.lang.IllegalStateException: why");
    }
}
