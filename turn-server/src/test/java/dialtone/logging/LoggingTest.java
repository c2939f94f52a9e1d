package dialtone.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

class LoggingTest {

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream out = System.out;

    private void apply(Level level, Map<String, Level> loggers) {
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        Logging.apply(new LoggingConfig(level, LoggingConfig.Format.TEXT, loggers, true));
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    @AfterEach
    void reset() {
        System.setOut(out);
        Logging.apply(new LoggingConfig(Level.WARN, LoggingConfig.Format.TEXT, Map.of(), true));
    }

    @Test
    void hearsDialtoneAtItsLevelAndLibrariesFromWarningsOn() {
        apply(Level.INFO, Map.of());

        LoggerFactory.getLogger("dialtone.some.Part").info("ours");
        LoggerFactory.getLogger("dialtone.some.Part").debug("details");
        LoggerFactory.getLogger("org.eclipse.jetty.server.Server").info("chatter");
        LoggerFactory.getLogger("org.eclipse.jetty.server.Server").warn("trouble");

        assertThat(said()).contains("ours", "trouble").doesNotContain("details", "chatter");
    }

    @Test
    void hearsSingleLoggersAtTheirOwnLevel() {
        apply(Level.ERROR, Map.of("dialtone.some", Level.DEBUG, "org.eclipse.jetty", Level.INFO));

        LoggerFactory.getLogger("dialtone.some.Part").debug("details");
        LoggerFactory.getLogger("dialtone.other.Part").warn("others");
        LoggerFactory.getLogger("org.eclipse.jetty.server.Server").info("chatter");

        assertThat(said()).contains("details", "chatter").doesNotContain("others");
    }

    @Test
    void hearsLibrariesThatLogThroughTheJdk() {
        apply(Level.INFO, Map.of("org.ice4j", Level.DEBUG));

        java.util.logging.Logger ice = java.util.logging.Logger.getLogger("org.ice4j.Some");
        ice.fine("details of ice4j");
        java.util.logging.Logger.getLogger("org.other.Some").info("chatter");

        assertThat(said()).contains("DEBUG Some: details of ice4j").doesNotContain("chatter");
    }

    @Test
    void canBeAppliedAgain() {
        apply(Level.INFO, Map.of());
        apply(Level.INFO, Map.of());

        Logger log = LoggerFactory.getLogger("dialtone.some.Part");
        log.info("once");

        assertThat(said().split("once", -1)).hasSize(2);
        assertThat(((LoggerContext) LoggerFactory.getILoggerFactory()).getCopyOfListenerList())
                .hasSize(1);
    }
}
