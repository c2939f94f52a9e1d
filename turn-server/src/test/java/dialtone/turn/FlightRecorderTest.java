package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// What the JVM's recorder is told of allocations.
class FlightRecorderTest extends WithServer {

    @Test
    void anAllocationIsToldWhenItIsOver() throws IOException {
        List<RecordedEvent> events = new CopyOnWriteArrayList<>();
        try (RecordingStream recording = new RecordingStream()) {
            recording.enable("dialtone.Allocation");
            recording.setReuse(false);
            recording.onEvent("dialtone.Allocation", events::add);
            recording.startAsync();
            client.relay();
            client.refresh(0);

            recording.stop();
        }

        assertThat(events).hasSize(1);
        RecordedEvent told = events.getFirst();
        assertThat(told.getString("id")).hasSize(16);
        assertThat(told.getString("transport")).isEqualTo("udp");
        assertThat(told.getLong("packetsToPeers")).isZero();
        assertThat(told.getDuration()).isPositive();
    }
}
