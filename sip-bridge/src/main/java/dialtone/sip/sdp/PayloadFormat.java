package dialtone.sip.sdp;

/// A format and the payload type it goes by.
public record PayloadFormat(int payloadType, Format format) {

    private static final int LAST = 127;

    public PayloadFormat {
        if (payloadType < 0 || payloadType > LAST) {
            throw new IllegalArgumentException("a payload type is 0 to 127, not " + payloadType);
        }
    }
}
