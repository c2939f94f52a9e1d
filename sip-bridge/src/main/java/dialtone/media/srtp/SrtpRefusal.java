package dialtone.media.srtp;

import org.jitsi.srtp.SrtpErrorStatus;

/// Why a packet was not taken.
public enum SrtpRefusal {
    /// Too short, too long, or with a header that does not end.
    MALFORMED,
    /// Not made with the key.
    NOT_AUTHENTIC,
    /// It came before, or is too old to know.
    REPLAYED,
    /// RTCP that is not encrypted, which was not agreed on.
    NOT_ENCRYPTED,
    /// As many sources as there may be have sent already.
    TOO_MANY_SOURCES;

    static SrtpRefusal of(SrtpErrorStatus status) {
        return switch (status) {
            case REPLAY_FAIL, REPLAY_OLD -> REPLAYED;
            case AUTH_FAIL -> NOT_AUTHENTIC;
            case OK, FAIL, INVALID_PACKET -> MALFORMED;
        };
    }
}
