package dialtone.sip.sdp;

import org.jspecify.annotations.Nullable;

/// What a payload is, whatever its number: a codec or keypad events.
///
/// @param fmtp the parameters as they are written, null for none
public record Format(String encodingName, int clockRate, int channels, @Nullable String fmtp) {

    public static final Format PCMU = new Format("PCMU", 8000, 1, null);
    public static final Format PCMA = new Format("PCMA", 8000, 1, null);

    /// Its clock is 8000 though it has 16000 samples a second (RFC 3551 section 4.5.2).
    public static final Format G722 = new Format("G722", 8000, 1, null);

    public static final Format OPUS = new Format("opus", 48_000, 2, "minptime=10;useinbandfec=1");

    private static final String TELEPHONE_EVENT = "telephone-event";
    private static final String KEYPAD = "0-15";

    public Format {
        if (!encodingName.matches("[!-.0-~]+") || clockRate <= 0 || channels <= 0) {
            throw new IllegalArgumentException(
                    "no format: " + encodingName + " " + clockRate + " " + channels);
        }
    }

    /// Keypad events (RFC 4733) beside a codec of this clock rate.
    public static Format telephoneEvent(int clockRate) {
        return new Format(TELEPHONE_EVENT, clockRate, 1, KEYPAD);
    }

    /// Whether both are the same codec; parameters do not matter to any codec here.
    public boolean isSameAs(Format other) {
        return encodingName.equalsIgnoreCase(other.encodingName)
                && clockRate == other.clockRate
                // Phones exist that leave Opus's two channels out; it has them all the same.
                && (channels == other.channels || isOpus());
    }

    public boolean isTelephoneEvent() {
        return encodingName.equalsIgnoreCase(TELEPHONE_EVENT);
    }

    public boolean isOpus() {
        return encodingName.equalsIgnoreCase(OPUS.encodingName);
    }

    Format withFmtp(@Nullable String parameters) {
        return new Format(encodingName, clockRate, channels, parameters);
    }

    /// As `a=rtpmap` has it.
    @Override
    public String toString() {
        String name = encodingName + '/' + clockRate;
        return channels == 1 ? name : name + '/' + channels;
    }
}
