package dialtone.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// What the JVM's recorder is told of calls and sessions.
class FlightRecorderTest {

    private final List<RecordedEvent> events = new CopyOnWriteArrayList<>();
    @AutoClose private final RecordingStream recording = new RecordingStream();
    @AutoClose private final TestServer server = TestServer.start();

    private void record() {
        recording.enable("dialtone.Call");
        recording.enable("dialtone.Session");
        recording.setReuse(false);
        recording.onEvent(events::add);
        recording.startAsync();
    }

    /// Those of a kind, all that were committed until now.
    private List<RecordedEvent> recorded(String name) {
        recording.stop();
        return events.stream().filter(e -> e.getEventType().getName().equals(name)).toList();
    }

    @Test
    void aCallIsToldWhenItIsOver() {
        record();
        TestClient alice = server.open("alice");
        TestClient bob = server.open("bob");
        String call = alice.invite("user:bob");
        bob.incoming();
        bob.answer(call);
        alice.event("call.answered");
        bob.request("call.hangup", "{'call':'" + call + "'}");
        alice.event("call.ended");

        List<RecordedEvent> calls = recorded("dialtone.Call");

        assertThat(calls).hasSize(1);
        RecordedEvent told = calls.getFirst();
        assertThat(told.getString("callId")).isEqualTo(call);
        assertThat(told.getString("direction")).isEqualTo("internal");
        assertThat(told.getString("kind")).isEqualTo("user");
        assertThat(told.getBoolean("answered")).isTrue();
        assertThat(told.getString("reason")).isEqualTo("hangup");
        assertThat(told.getDuration()).isGreaterThanOrEqualTo(told.getDuration("ringMillis"));
        assertThat(told.toString()).doesNotContain("alice").doesNotContain("bob");
    }

    @Test
    void aSessionIsToldWhenItIsOver() {
        record();
        TestClient alice = server.open("alice");
        alice.request("session.close", "{}");
        alice.awaitClosed();

        List<RecordedEvent> sessions = recorded("dialtone.Session");

        assertThat(sessions).hasSize(1);
        RecordedEvent told = sessions.getFirst();
        assertThat(told.getString("session")).startsWith("s_");
        assertThat(told.getInt("resumed")).isZero();
        assertThat(told.getBoolean("lost")).isFalse();
        assertThat(told.getDuration()).isPositive().isLessThan(Duration.ofHours(1));
        assertThat(told.toString()).doesNotContain("alice");
    }

    @Test
    void whatBeganBeforeTheRecordingIsNot() {
        TestClient alice = server.open("alice");
        record();
        alice.request("session.close", "{}");
        alice.awaitClosed();

        assertThat(recorded("dialtone.Session")).isEmpty();
    }
}
