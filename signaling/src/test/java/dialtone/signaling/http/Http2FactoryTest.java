package dialtone.signaling.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;

import java.time.Duration;

class Http2FactoryTest {

    private final ByteArrayEndPoint endPoint = new ByteArrayEndPoint();

    private void connect(Duration silence) {
        endPoint.setIdleTimeout(30_000);
        var _ =
                new Http2Factory(new HttpConfiguration(), silence)
                        .newConnection(new ServerConnector(new Server()), endPoint);
    }

    @Test
    void letsConnectionsBeSilentForAsLongAsTheirHeartbeatsWant() {
        connect(Duration.ofMinutes(2));

        assertThat(endPoint.getIdleTimeout()).isEqualTo(120_000);
    }

    @Test
    void isNotLessPatientThanThePort() {
        connect(Duration.ofSeconds(2));

        assertThat(endPoint.getIdleTimeout()).isEqualTo(30_000);
    }
}
