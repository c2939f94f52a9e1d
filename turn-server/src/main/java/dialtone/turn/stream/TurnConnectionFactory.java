package dialtone.turn.stream;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;

import java.nio.ByteBuffer;
import java.util.List;

/// Makes a connector speak TURN: alone, or beside other protocols by Jetty's
/// `DetectorConnectionFactory`, since every client begins with a STUN message.
///
/// Threading: as Jetty's factories; making connections is for any thread.
public final class TurnConnectionFactory extends AbstractConnectionFactory
        implements ConnectionFactory.Detecting {

    /// Its name in a connector.
    public static final String PROTOCOL = "turn";

    /// What clients may name by ALPN before they speak it over TLS (RFC 7443 section 3); they need
    /// not name anything.
    public static final List<String> APPLICATION_PROTOCOLS =
            List.of("stun.turn", "stun.nat-discovery");

    private static final int READ_BYTES = 16 * 1024;
    private static final int COOKIE = 0x2112_a442;
    private static final int COOKIE_AT = 4;
    private static final int COOKIE_END = 8;

    private final StreamClients clients;

    TurnConnectionFactory(StreamClients clients) {
        super(PROTOCOL);
        this.clients = clients;
        setInputBufferSize(READ_BYTES);
    }

    /// A STUN message begins with two zero bits, and has the cookie after its type and length (RFC
    /// 8489 section 5).
    @Override
    public Detection detect(ByteBuffer buffer) {
        int start = buffer.position();
        int known = buffer.remaining();
        if (known > 0 && Byte.toUnsignedInt(buffer.get(start)) >>> 6 != 0) {
            return Detection.NOT_RECOGNIZED;
        }
        for (int at = COOKIE_AT; at < Math.min(known, COOKIE_END); at++) {
            byte expected = (byte) (COOKIE >>> (Byte.SIZE * (COOKIE_END - 1 - at)));
            if (buffer.get(start + at) != expected) {
                return Detection.NOT_RECOGNIZED;
            }
        }
        return known < COOKIE_END ? Detection.NEED_MORE_BYTES : Detection.RECOGNIZED;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        return configure(
                new TurnConnection(
                        clients, endPoint, connector.getExecutor(), connector.getByteBufferPool()),
                connector,
                endPoint);
    }
}
