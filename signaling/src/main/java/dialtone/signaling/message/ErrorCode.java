package dialtone.signaling.message;

import java.util.Locale;

/// Why something was refused: what a program decides by, while the words beside it are for people.
///
/// The same codes are sent over the signaling connection and in HTTP problems.
public enum ErrorCode {
    SIGNALING_OVERLOADED("signaling", true, Action.RETRY),
    SIGNALING_DRAINING("signaling", true, Action.RETRY),
    AUTH_TICKET_MISSING("auth", false, Action.REAUTHENTICATE),
    AUTH_TICKET_MALFORMED("auth", false, Action.REAUTHENTICATE),
    AUTH_TICKET_FORGED("auth", false, Action.REAUTHENTICATE),
    AUTH_TICKET_EXPIRED("auth", false, Action.REAUTHENTICATE),
    AUTH_TICKET_NOT_YET_VALID("auth", true, Action.RETRY),
    AUTH_FORBIDDEN_ORIGIN("auth", false, Action.CONTACT_SUPPORT);

    private final String wire;
    private final boolean retryable;
    private final Action action;

    /// What the one who was refused should do.
    public enum Action {
        RETRY,
        REAUTHENTICATE,
        FIX_REQUEST,
        CONTACT_SUPPORT,
        NONE;

        public String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    ErrorCode(String area, boolean retryable, Action action) {
        this.wire = area + "/" + reason(name(), area);
        this.retryable = retryable;
        this.action = action;
    }

    /// The code as it is sent: `auth/ticket-expired`.
    public String wire() {
        return wire;
    }

    public boolean retryable() {
        return retryable;
    }

    public String action() {
        return action.wire();
    }

    private static String reason(String name, String area) {
        return name.substring(area.length() + 1).toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
