package dialtone.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A WebSocket client that sends what no library would, and reads only when it is told to.
public final class RawSocket implements AutoCloseable {

    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;

    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int SHORT_LENGTH = 126;
    private static final int LONG_LENGTH = 127;

    /// So small that the system holds little for a client that does not read.
    private static final int RECEIVE_BUFFER = 8 * 1024;

    private static final Pattern CONTENT_LENGTH = Pattern.compile("Content-Length: (\\d+)");

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final OutputStream out;

    /// A frame from the server.
    ///
    /// @param payload for its reader alone
    record Frame(int opcode, ByteBuffer payload) {

        String text() {
            return StandardCharsets.UTF_8.decode(payload.duplicate()).toString();
        }

        JsonNode json() {
            return JsonMapper.shared().readTree(text());
        }
    }

    private RawSocket(InetSocketAddress server, String... headers) throws IOException {
        socket.setReceiveBufferSize(RECEIVE_BUFFER);
        socket.setSoTimeout(Math.toIntExact(TestClient.PATIENCE.toMillis()));
        socket.connect(server);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        String request =
                """
                GET /v1/ws HTTP/1.1
                Host: localhost
                Upgrade: websocket
                Connection: Upgrade
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                %s

                """
                        .formatted(String.join("\n", headers));
        out.write(request.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /// Shakes hands with the server.
    static RawSocket connect(InetSocketAddress server) {
        try {
            RawSocket client = new RawSocket(server, "Sec-WebSocket-Protocol: dialtone.v1");
            assertThat(client.readHead()).startsWith("HTTP/1.1 101");
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Shakes hands in vain: the status, a space, and the body of the answer.
    static String refusedHandshake(InetSocketAddress server, String... headers) {
        try (RawSocket client = new RawSocket(server, headers)) {
            String head = client.readHead();
            Matcher length = CONTENT_LENGTH.matcher(head);
            assertThat(length.find()).as(head).isTrue();
            byte[] body = client.in.readNBytes(Integer.parseInt(length.group(1)));
            return head.split(" ", 3)[1] + " " + new String(body, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    /// Opens a session and reads the answer.
    void open(String ticket) {
        send(
                """
                {"jsonrpc":"2.0","id":"open","method":"session.open","params":{"ticket":"%s"}}\
                """
                        .formatted(ticket));
        assertThat(read().json().has("result")).isTrue();
    }

    void send(String text) {
        send(true, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /// Sends one frame, masked with zeros.
    void send(boolean last, int opcode, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) ((last ? FIN : 0) | opcode));
        if (payload.length < SHORT_LENGTH) {
            frame.put((byte) (MASKED | payload.length));
        } else if (payload.length < 1 << 16) {
            frame.put((byte) (MASKED | SHORT_LENGTH)).putShort((short) payload.length);
        } else {
            frame.put((byte) (MASKED | LONG_LENGTH)).putLong(payload.length);
        }
        frame.putInt(0).put(payload);
        try {
            out.write(frame.array(), 0, frame.position());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The next frame, or, at the connection's end, an exception.
    Frame read() {
        try {
            int opcode = in.readUnsignedByte() & 0xF;
            int length = in.readUnsignedByte();
            if (length == SHORT_LENGTH) {
                length = in.readUnsignedShort();
            } else if (length == LONG_LENGTH) {
                length = Math.toIntExact(in.readLong());
            }
            return new Frame(opcode, ByteBuffer.wrap(in.readNBytes(length)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads on until the server closes, which must be with this code and these words; then says
    /// goodbye as well.
    void assertClosed(int code, String words) {
        Frame frame = read();
        while (frame.opcode() != CLOSE) {
            frame = read();
        }
        ByteBuffer payload = frame.payload();
        assertThat((int) payload.getShort()).isEqualTo(code);
        assertThat(StandardCharsets.UTF_8.decode(payload).toString()).contains(words);
        send(true, CLOSE, new byte[0]);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
