package dialtone.sip.sdp;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// Writes our audio section.
///
/// Threading: for one thread, once.
final class SectionWriter {

    private final List<Attribute> attributes = new ArrayList<>();
    private final List<String> formats = new ArrayList<>();

    SectionWriter mid(@Nullable String mid) {
        if (mid != null) {
            add("mid", mid);
        }
        return this;
    }

    SectionWriter payloads(List<PayloadFormat> payloads, int ptimeMillis) {
        for (PayloadFormat payload : payloads) {
            String type = Integer.toString(payload.payloadType());
            formats.add(type);
            add("rtpmap", type + ' ' + payload.format());
            String fmtp = payload.format().fmtp();
            if (fmtp != null) {
                add("fmtp", type + ' ' + fmtp);
            }
        }
        add("ptime", Integer.toString(ptimeMillis));
        return this;
    }

    SectionWriter direction(Direction direction) {
        attributes.add(Attribute.flag(direction.toString()));
        return this;
    }

    SectionWriter browser(
            LocalMedia.Browser local, Setup setup, Direction direction, boolean isReducedSize) {
        add("ice-ufrag", local.ice().ufrag());
        add("ice-pwd", local.ice().password());
        add("ice-options", "trickle");
        add("fingerprint", local.fingerprint().toString());
        add("setup", setup.toString());
        attributes.add(Attribute.flag("rtcp-mux"));
        if (isReducedSize) {
            attributes.add(Attribute.flag("rtcp-rsize"));
        }
        local.candidates().forEach(candidate -> add("candidate", candidate.toString()));
        attributes.add(Attribute.flag("end-of-candidates"));
        if (direction.isSending()) {
            // No SSRC: the stream may change, and there is one only.
            add("msid", "dialtone audio");
        }
        return this;
    }

    SectionWriter plain(LocalMedia.Plain local, List<Crypto> cryptos) {
        InetSocketAddress rtcp = local.rtcp();
        if (rtcp != null) {
            add("rtcp", rtcp.getPort() + " " + Connection.of(rtcp.getAddress()));
        }
        cryptos.forEach(crypto -> add("crypto", crypto.line()));
        return this;
    }

    MediaDescription end(int port, String protocol) {
        return new MediaDescription("audio", port, protocol, formats, null, attributes);
    }

    private void add(String name, String value) {
        attributes.add(Attribute.of(name, value));
    }
}
