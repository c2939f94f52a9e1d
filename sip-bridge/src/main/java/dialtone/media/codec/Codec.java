package dialtone.media.codec;

/// The codecs we know, with what RFC 3551 and RFC 7587 say about their payload formats.
public enum Codec {
    PCMU("PCMU", 8000, 1, 0, 8000, ""),
    PCMA("PCMA", 8000, 1, 8, 8000, ""),

    /// Its RTP clock is half its sampling rate, by an old mistake (RFC 3551 section 4.5.2).
    G722("G722", 8000, 1, 9, 16000, ""),

    /// Announced with two channels always, whatever is sent (RFC 7587 section 4.1).
    OPUS("opus", 48000, 2, -1, 16000, "minptime=10;useinbandfec=1");

    /// The longest packet that is taken, in milliseconds; the longest of Opus.
    static final int LONGEST_MILLIS = 120;

    private static final int DAMAGED = 0;

    private final String encodingName;
    private final int clockRate;
    private final int channels;
    private final int payloadType;
    private final int sampleRate;
    private final String formatParameters;

    Codec(
            String encodingName,
            int clockRate,
            int channels,
            int payloadType,
            int sampleRate,
            String formatParameters) {
        this.encodingName = encodingName;
        this.clockRate = clockRate;
        this.channels = channels;
        this.payloadType = payloadType;
        this.sampleRate = sampleRate;
        this.formatParameters = formatParameters;
    }

    /// As it stands in `a=rtpmap`; compare it without regard to case.
    public String encodingName() {
        return encodingName;
    }

    /// Of RTP timestamps, in Hz.
    public int clockRate() {
        return clockRate;
    }

    /// As `a=rtpmap` has them. The sound is always mono here.
    public int channels() {
        return channels;
    }

    /// The static payload type, or -1 where one is chosen for each session.
    public int payloadType() {
        return payloadType;
    }

    /// Of the samples it is best worked on with, in Hz; [#OPUS] can have 8, 16 and 48 kHz.
    public int sampleRate() {
        return sampleRate;
    }

    /// The value of `a=fmtp` that we offer, or an empty string.
    public String formatParameters() {
        return formatParameters;
    }

    /// How long a packet is, in units of the RTP clock; 0 if that cannot be, because it is damaged.
    ///
    /// Hot path: called per packet.
    public int duration(byte[] payload, int offset, int length) {
        int units = this == OPUS ? OpusPacket.duration(payload, offset, length) : length;
        return units > clockRate / 1000 * LONGEST_MILLIS ? DAMAGED : units;
    }

    /// Whether packets carry what is needed to repair the one before.
    boolean hasForwardErrorCorrection() {
        return this == OPUS;
    }
}
