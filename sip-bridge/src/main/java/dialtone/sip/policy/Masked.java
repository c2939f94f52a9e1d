package dialtone.sip.policy;

/// Numbers as the log shows them: whom somebody calls is nobody's business, but two lines about the
/// same call should look the same.
public final class Masked {

    private static final int SHOWN = 3;

    private Masked() {}

    /// The number with stars for all but the last three digits; the plus stays.
    public static String number(String number) {
        StringBuilder out = new StringBuilder(number.length());
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt(i);
            boolean isShown = i >= number.length() - SHOWN && Character.isLetterOrDigit(c);
            out.append(isShown || (i == 0 && c == '+') ? c : '*');
        }
        return out.toString();
    }
}
