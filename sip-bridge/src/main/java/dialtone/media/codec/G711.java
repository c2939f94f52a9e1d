package dialtone.media.codec;

/// ITU-T G.711: both laws, by tables that are computed from the Recommendation's segments.
///
/// A sample is a sign and a place on a curve of eight segments, each twice as steep as the one
/// before it, with sixteen steps each. The bits on the wire are inverted: all of them in the μ-law,
/// every other one in the A-law.
final class G711 {

    private static final int U_INVERT = 0xFF;
    private static final int A_INVERT = 0x55;

    /// What the μ-law adds so that segments begin at powers of two, on a scale of 16 bits.
    private static final int U_BIAS = 0x84;

    private static final int CODES = 256;
    private static final int SIGN = 0x80;
    private static final int SAMPLES = 1 << 16;

    private static final short[] FROM_U = new short[CODES];
    private static final short[] FROM_A = new short[CODES];
    private static final byte[] TO_U = new byte[SAMPLES];
    private static final byte[] TO_A = new byte[SAMPLES];

    static {
        for (int code = 0; code < CODES; code++) {
            FROM_U[code] = expandU(code);
            FROM_A[code] = expandA(code);
        }
        for (int sample = Short.MIN_VALUE; sample <= Short.MAX_VALUE; sample++) {
            TO_U[sample & 0xFFFF] = compressU(sample);
            TO_A[sample & 0xFFFF] = compressA(sample);
        }
    }

    private G711() {}

    static byte toMuLaw(short sample) {
        return TO_U[sample & 0xFFFF];
    }

    static byte toALaw(short sample) {
        return TO_A[sample & 0xFFFF];
    }

    static short fromMuLaw(byte code) {
        return FROM_U[code & 0xFF];
    }

    static short fromALaw(byte code) {
        return FROM_A[code & 0xFF];
    }

    private static short expandU(int code) {
        int bits = code ^ U_INVERT;
        int segment = bits >> 4 & 7;
        int step = bits & 15;
        int magnitude = (((step << 3) + U_BIAS) << segment) - U_BIAS;
        return (short) ((bits & SIGN) == 0 ? magnitude : -magnitude);
    }

    private static short expandA(int code) {
        int bits = code ^ A_INVERT;
        int segment = bits >> 4 & 7;
        int step = bits & 15;
        int magnitude = segment == 0 ? (step << 4) + 8 : ((step << 4) + 0x108) << (segment - 1);
        return (short) ((bits & SIGN) == 0 ? -magnitude : magnitude);
    }

    private static byte compressU(int sample) {
        int magnitude = Math.min(Math.abs(sample) + U_BIAS, Short.MAX_VALUE);
        int segment = Math.max(0, 24 - Integer.numberOfLeadingZeros(magnitude));
        int step = magnitude >> (segment + 3) & 15;
        int sign = sample < 0 ? SIGN : 0;
        return (byte) ((sign | segment << 4 | step) ^ U_INVERT);
    }

    private static byte compressA(int sample) {
        int magnitude = sample < 0 ? ~sample : sample;
        int segment = Math.max(0, 24 - Integer.numberOfLeadingZeros(magnitude));
        int step = magnitude >> (Math.max(segment, 1) + 3) & 15;
        int sign = sample < 0 ? 0 : SIGN;
        return (byte) ((sign | segment << 4 | step) ^ A_INVERT);
    }
}
