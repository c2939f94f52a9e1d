package dialtone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dialtone.config.ConfigLoader;
import dialtone.config.Sources;
import dialtone.process.StartException;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;

class DialtoneTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private static DialtoneConfig onPorts(int port, int adminPort) {
        return new ConfigLoader<>(DialtoneConfig.defaults(), Set.of())
                .load(
                        new Sources(
                                null,
                                Map.of(),
                                List.of(
                                        new Sources.Flag("", "signaling.listen", ":" + port),
                                        new Sources.Flag("", "admin.listen", ":" + adminPort)),
                                List.of()))
                .config();
    }

    private static HttpResponse<String> get(InetSocketAddress address, String path)
            throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + address.getPort() + path);
            return client.send(
                    HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void isReadyOnceItHasStarted() throws Exception {
        try (Dialtone dialtone = Dialtone.start(onPorts(0, 0))) {
            assertThat(get(dialtone.adminAddress(), "/readyz").statusCode()).isEqualTo(200);
            assertThat(get(dialtone.adminAddress(), "/livez").statusCode()).isEqualTo(200);
            assertThat(get(dialtone.adminAddress(), "/metrics").body())
                    .contains("dialtone_state{state=\"serving\"} 1.0");
            assertThat(get(dialtone.address(), "/v1/validate").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void tellsOfAllPortsThatAreInUseAndLeavesNothingOpen() throws IOException {
        try (ServerSocket port = new ServerSocket(0, 1, LOOPBACK);
                ServerSocket adminPort = new ServerSocket(0, 1, LOOPBACK)) {
            StartException e =
                    catchThrowableOfType(
                            StartException.class,
                            () ->
                                    Dialtone.start(
                                            onPorts(
                                                    port.getLocalPort(),
                                                    adminPort.getLocalPort())));

            assertThat(e.reasons())
                    .containsExactlyInAnyOrder(
                            "cannot listen on 127.0.0.1:%d: the port is in use; choose another with signaling.listen"
                                    .formatted(port.getLocalPort()),
                            "cannot listen on 127.0.0.1:%d: the port is in use; choose another with admin.listen"
                                    .formatted(adminPort.getLocalPort()));
        }
    }

    @Test
    void closesWhatWasOpenWhenOnePortIsInUse() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
            free = socket.getLocalPort();
        }
        try (ServerSocket port = new ServerSocket(0, 1, LOOPBACK)) {
            assertThatThrownBy(() -> Dialtone.start(onPorts(port.getLocalPort(), free)))
                    .isInstanceOf(StartException.class);
        }

        new ServerSocket(free, 1, LOOPBACK).close();
    }
}
