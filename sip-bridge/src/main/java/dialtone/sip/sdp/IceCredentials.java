package dialtone.sip.sdp;

/// A side's ICE name and password; another pair means that ICE begins anew (RFC 8445 section 9).
public record IceCredentials(String ufrag, String password) {

    private static final int LEAST_UFRAG = 4;
    private static final int LEAST_PASSWORD = 22;
    private static final int MOST = 256;

    /// Whether they are as long as RFC 8839 section 5.4 wants them.
    boolean isValid() {
        return isValid(ufrag, LEAST_UFRAG) && isValid(password, LEAST_PASSWORD);
    }

    private static boolean isValid(String text, int least) {
        return text.length() >= least && text.length() <= MOST && text.matches("[A-Za-z0-9+/=_-]+");
    }

    /// Without the password.
    @Override
    public String toString() {
        return "IceCredentials[" + ufrag + ']';
    }
}
