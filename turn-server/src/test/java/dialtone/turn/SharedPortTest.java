package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Another server's port, on which HTTP and TURN live together.
class SharedPortTest extends WithServer {

    private static final int CHANNEL = 0x4001;

    private final Server web = new Server();
    private int port;

    @BeforeEach
    void startWeb() throws Exception {
        HttpConnectionFactory http = new HttpConnectionFactory();
        DetectorConnectionFactory detector =
                new DetectorConnectionFactory(server.connectionFactory());
        ServerConnector connector = new ServerConnector(web, detector, http);
        connector.setHost("127.0.0.1");
        web.addConnector(connector);
        web.start();
        port = connector.getLocalPort();
    }

    @AfterEach
    void stopWeb() throws Exception {
        web.stop();
    }

    @Test
    void speaksTurnWithWhoBeginsWithStun() throws IOException {
        try (TestClient shared = TestClient.tcp(at("127.0.0.1", port))) {
            shared.relay();
            shared.bind(CHANNEL, peer.local());

            shared.sendChannelData(CHANNEL, "there");
            assertThat(peer.receive()).isEqualTo(utf8("there"));
            peer.send(utf8("and back"));

            assertThat(shared.receiveChannelData(CHANNEL)).isEqualTo("and back");
        }
    }

    @Test
    void speaksHttpWithEverybodyElse() throws IOException {
        try (TcpWire browser = new TcpWire(at("127.0.0.1", port))) {
            browser.send(utf8("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));

            assertThat(new String(browser.rest(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 404");
        }
    }

    @Test
    void letsNobodyInWhenTheRelayIsClosed() throws IOException {
        server.close();

        try (TcpWire late = new TcpWire(at("127.0.0.1", port))) {
            late.send(StunBytes.of(StunBytes.BINDING).bytes());
            assertThat(late.isEndedByServer()).isTrue();
        }
    }
}
