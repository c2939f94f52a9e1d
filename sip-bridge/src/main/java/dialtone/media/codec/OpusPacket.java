package dialtone.media.codec;

/// Reads the first bytes of Opus packets (RFC 6716 section 3.1).
final class OpusPacket {

    /// 10 ms; the others are 20, 40 and 60 ms.
    private static final int SHORTEST_SILK = 480;

    private OpusPacket() {}

    /// Samples at 48 kHz of all frames in the packet; 0 if it is malformed.
    static int duration(byte[] packet, int offset, int length) {
        if (length < 1) {
            return 0;
        }
        int first = packet[offset] & 0xFF;
        int frames =
                switch (first & 3) {
                    case 0 -> 1;
                    case 1, 2 -> 2;
                    default -> length < 2 ? 0 : packet[offset + 1] & 0x3F;
                };
        return frames * frameDuration(first >> 3);
    }

    private static int frameDuration(int configuration) {
        if (configuration < 12) {
            int size = configuration & 3;
            return size == 0 ? SHORTEST_SILK : size * 2 * SHORTEST_SILK;
        }
        if (configuration < 16) {
            return (configuration & 1) == 0 ? 480 : 960;
        }
        return 120 << (configuration & 3);
    }
}
