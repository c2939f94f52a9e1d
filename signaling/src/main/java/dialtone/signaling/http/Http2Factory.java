package dialtone.signaling.http;

import org.eclipse.jetty.http2.frames.PrefaceFrame;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;

import java.nio.ByteBuffer;
import java.time.Duration;

/// HTTP/2, told from HTTP/1.1 by the preface that every client sends first (RFC 9113 section 3.4);
/// with WebSockets in it (RFC 8441).
///
/// Threading: as Jetty's factories; making connections is for any thread.
final class Http2Factory extends HTTP2ServerConnectionFactory
        implements ConnectionFactory.Detecting {

    private final Duration silence;

    /// @param silence how long a connection may be without a word, its streams included
    Http2Factory(HttpConfiguration http, Duration silence) {
        super(http);
        this.silence = silence;
        setConnectProtocolEnabled(true);
    }

    /// Whatever its streams say of their own patience, Jetty ends a connection on which nothing was
    /// said for as long as its end point waits.
    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        endPoint.setIdleTimeout(Math.max(endPoint.getIdleTimeout(), silence.toMillis()));
        return super.newConnection(connector, endPoint);
    }

    @Override
    public Detection detect(ByteBuffer buffer) {
        int start = buffer.position();
        int known = Math.min(buffer.remaining(), PrefaceFrame.PREFACE_BYTES.length);
        for (int i = 0; i < known; i++) {
            if (buffer.get(start + i) != PrefaceFrame.PREFACE_BYTES[i]) {
                return Detection.NOT_RECOGNIZED;
            }
        }
        return known < PrefaceFrame.PREFACE_BYTES.length
                ? Detection.NEED_MORE_BYTES
                : Detection.RECOGNIZED;
    }
}
