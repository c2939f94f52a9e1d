package dialtone.signaling.http;

import org.eclipse.jetty.http2.frames.PrefaceFrame;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;

import java.nio.ByteBuffer;

/// HTTP/2, told from HTTP/1.1 by the preface that every client sends first (RFC 9113 section 3.4);
/// with WebSockets in it (RFC 8441).
///
/// Threading: as Jetty's factories; making connections is for any thread.
final class Http2Factory extends HTTP2ServerConnectionFactory
        implements ConnectionFactory.Detecting {

    Http2Factory(HttpConfiguration http) {
        super(http);
        setConnectProtocolEnabled(true);
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
