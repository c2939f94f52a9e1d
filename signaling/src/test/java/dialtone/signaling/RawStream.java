package dialtone.signaling;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A stream of server-sent events of which a test reads when it likes.
final class RawStream implements AutoCloseable {

    private static final int RECEIVE_BUFFER = 8 * 1024;
    private static final String END = "\r\n0\r\n\r\n";
    private static final String SECRET = "\"connection\":\"";

    private final Socket socket = new Socket();
    private final InputStream in;
    private final String secret;

    private RawStream(InetSocketAddress server) throws IOException {
        socket.setReceiveBufferSize(RECEIVE_BUFFER);
        socket.setSoTimeout(Math.toIntExact(TestClient.PATIENCE.toMillis()));
        socket.connect(server);
        socket.getOutputStream()
                .write(
                        "POST %s HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n\r\n"
                                .formatted(SignalHttp.EVENTS)
                                .getBytes(StandardCharsets.UTF_8));
        in = new BufferedInputStream(socket.getInputStream());
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\n\n") < 0) {
            head.append((char) in.read());
        }
        int start = head.indexOf(SECRET) + SECRET.length();
        secret = head.substring(start, head.indexOf("\"", start));
    }

    static RawStream open(InetSocketAddress server) throws IOException {
        return new RawStream(server);
    }

    String secret() {
        return secret;
    }

    /// What comes until the stream ends, one way or another.
    String rest() {
        StringBuilder text = new StringBuilder();
        try {
            int b;
            while ((b = in.read()) >= 0) {
                text.append((char) b);
                if (b == '\n' && text.indexOf(END, text.length() - END.length()) >= 0) {
                    break;
                }
            }
        } catch (IOException e) {
            text.append(e);
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
