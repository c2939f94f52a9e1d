package dialtone.sip.sdp;

import java.util.ArrayList;
import java.util.List;

/// The payload types of a session: a number once given keeps its meaning (RFC 3264 section 8.3.2).
///
/// Threading: belongs to its [Negotiation].
final class PayloadTypes {

    private static final int OPUS = 111;
    private static final int EVENTS_48000 = 110;
    private static final int EVENTS_8000 = 101;
    private static final int FIRST_DYNAMIC = 96;
    private static final int LAST = 127;

    private final List<PayloadFormat> known = new ArrayList<>();

    /// Takes over what the other side calls its formats, in place of what we called them.
    void learn(List<PayloadFormat> formats) {
        for (PayloadFormat one : formats) {
            known.removeIf(
                    old ->
                            old.payloadType() == one.payloadType()
                                    || old.format().isSameAs(one.format()));
        }
        known.addAll(formats);
    }

    PayloadFormat of(Format format) {
        for (PayloadFormat one : known) {
            if (one.format().isSameAs(format)) {
                return new PayloadFormat(one.payloadType(), format);
            }
        }
        PayloadFormat fresh = new PayloadFormat(free(format), format);
        known.add(fresh);
        return fresh;
    }

    private int free(Format format) {
        int type = preferred(format);
        if (isFree(type)) {
            return type;
        }
        for (int other = FIRST_DYNAMIC; other <= LAST; other++) {
            if (isFree(other)) {
                return other;
            }
        }
        throw new IllegalStateException("all payload types are taken");
    }

    private static int preferred(Format format) {
        int fixed = MediaSection.staticType(format);
        if (fixed >= 0) {
            return fixed;
        }
        if (format.isTelephoneEvent()) {
            return format.clockRate() == Format.OPUS.clockRate() ? EVENTS_48000 : EVENTS_8000;
        }
        return format.isOpus() ? OPUS : FIRST_DYNAMIC;
    }

    private boolean isFree(int type) {
        return known.stream().noneMatch(one -> one.payloadType() == type);
    }
}
