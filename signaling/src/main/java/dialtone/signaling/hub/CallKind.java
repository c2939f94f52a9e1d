package dialtone.signaling.hub;

import dialtone.signaling.message.Address;

/// Who calls whom, as the metrics tell it apart: a closed set, whatever the addresses are.
enum CallKind {
    /// Between people on browsers.
    INTERNAL("internal", Address.USER),
    /// To a telephone number.
    OUTBOUND_TEL("outbound", Kind.TEL),
    /// To another address that a bridge serves.
    OUTBOUND_SIP("outbound", Kind.SIP),
    /// From a telephone number.
    INBOUND_TEL("inbound", Kind.TEL),
    /// From another address behind a bridge.
    INBOUND_SIP("inbound", Kind.SIP);

    private final String direction;
    private final String kind;

    CallKind(String direction, String kind) {
        this.direction = direction;
        this.kind = kind;
    }

    /// A call to an address that a bridge serves.
    static CallKind outbound(String to) {
        return isTel(to) ? OUTBOUND_TEL : OUTBOUND_SIP;
    }

    /// A call from behind a bridge.
    static CallKind inbound(String from) {
        return isTel(from) ? INBOUND_TEL : INBOUND_SIP;
    }

    private static boolean isTel(String address) {
        return address.startsWith(Kind.TEL + ":");
    }

    String direction() {
        return direction;
    }

    /// What the side is that is no user.
    String kind() {
        return kind;
    }

    private static final class Kind {
        static final String TEL = "tel";
        static final String SIP = "sip";
    }
}
