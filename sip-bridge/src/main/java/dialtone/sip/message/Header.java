package dialtone.sip.message;

/// One header field.
///
/// @param value without space around it, and without line ends
public record Header(HeaderName name, String value) {

    public Header {
        // A line end in a value would let whoever chose it write headers of their own.
        if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("the value of " + name + " has a line end in it");
        }
    }
}
