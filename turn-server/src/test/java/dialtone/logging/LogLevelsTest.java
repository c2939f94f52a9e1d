package dialtone.logging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import java.util.Collections;
import java.util.Map;

class LogLevelsTest {

    private static final String TURN = "dialtone.turn.relay";

    @BeforeEach
    void configure() {
        configure(Map.of("dialtone.udp", Level.ERROR));
    }

    @AfterEach
    void reset() {
        Logging.apply(new LoggingConfig(Level.WARN, LoggingConfig.Format.TEXT, Map.of(), true));
    }

    private static void configure(Map<String, Level> loggers) {
        LogLevels.configure(
                new LoggingConfig(Level.INFO, LoggingConfig.Format.TEXT, loggers, true));
    }

    @Test
    void listsThoseThatHaveTheirOwn() {
        assertThat(LogLevels.all())
                .contains(
                        new LogLevels.Entry("ROOT", "warn", false),
                        new LogLevels.Entry("dialtone", "info", false),
                        new LogLevels.Entry("dialtone.udp", "error", false));
    }

    @Test
    void changesThemAndTakesThatBack() {
        assertThat(LogLevels.change(Map.of(TURN, Level.DEBUG))).isEmpty();

        assertThat(LoggerFactory.getLogger(TURN + ".Relay").isDebugEnabled()).isTrue();
        assertThat(LoggerFactory.getLogger("dialtone.turn.auth").isDebugEnabled()).isFalse();
        assertThat(LogLevels.all()).contains(new LogLevels.Entry(TURN, "debug", true));

        assertThat(LogLevels.change(Collections.singletonMap(TURN, null))).isEmpty();

        assertThat(LoggerFactory.getLogger(TURN + ".Relay").isDebugEnabled()).isFalse();
        assertThat(LogLevels.all()).noneMatch(LogLevels.Entry::changed);
    }

    @Test
    void aLevelThatIsTakenBackIsAsConfigured() {
        LogLevels.change(Map.of("dialtone.udp", Level.TRACE, "ROOT", Level.INFO));
        assertThat(LoggerFactory.getLogger("dialtone.udp").isTraceEnabled()).isTrue();
        assertThat(LoggerFactory.getLogger("org.eclipse.jetty").isInfoEnabled()).isTrue();

        LogLevels.reset();

        assertThat(LoggerFactory.getLogger("dialtone.udp").isWarnEnabled()).isFalse();
        assertThat(LoggerFactory.getLogger("org.eclipse.jetty").isInfoEnabled()).isFalse();
    }

    @Test
    void anotherConfigurationForgetsThem() {
        LogLevels.change(Map.of(TURN, Level.DEBUG));

        configure(Map.of(TURN, Level.ERROR));

        assertThat(LoggerFactory.getLogger(TURN).isWarnEnabled()).isFalse();
        assertThat(LoggerFactory.getLogger("dialtone.udp").isInfoEnabled()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dialtone..turn", "dialtone/turn", "a b", "dialtone.turn\n"})
    void refusesWhatIsNoName(String name) {
        assertThat(LogLevels.change(Map.of(name, Level.DEBUG)))
                .singleElement()
                .asString()
                .contains("no name of a Java class or package");
    }

    @Test
    void refusesWhatThereIsNotAndChangesNothingThen() {
        LoggerFactory.getLogger(TURN);

        assertThat(LogLevels.change(Map.of(TURN, Level.DEBUG, "dialtone.turn.relai", Level.DEBUG)))
                .containsExactly(
                        "there is no class or package 'dialtone.turn.relai'; did you mean"
                                + " dialtone.turn.relay?");

        assertThat(LogLevels.all()).noneMatch(LogLevels.Entry::changed);
    }

    @Test
    void knowsWhatHasNotLoggedYet() {
        assertThat(LogLevels.change(Map.of("dialtone.process.StopSignals", Level.DEBUG))).isEmpty();
    }
}
