package dialtone.config;

/// A number of bytes, written `512`, `64KiB` or `2MiB` in configuration.
///
/// @param bytes zero or more
public record ByteSize(long bytes) {

    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;
    private static final long GIB = 1024 * MIB;

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException(bytes + " bytes (expected: 0 or more)");
        }
    }

    public static ByteSize ofKiB(long count) {
        return new ByteSize(Math.multiplyExact(count, KIB));
    }

    /// Reads what [#toString()] writes.
    ///
    /// @throws IllegalArgumentException when the text is no such size
    public static ByteSize parse(String text) {
        long unit =
                text.endsWith("KiB")
                        ? KIB
                        : text.endsWith("MiB") ? MIB : text.endsWith("GiB") ? GIB : 1;
        String digits = unit == 1 ? text : text.substring(0, text.length() - 3);
        try {
            return new ByteSize(Math.multiplyExact(Long.parseLong(digits.strip()), unit));
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no size (expected: like 512, 64KiB or 2MiB)", e);
        }
    }

    @Override
    public String toString() {
        if (bytes > 0 && bytes % GIB == 0) {
            return bytes / GIB + "GiB";
        }
        if (bytes > 0 && bytes % MIB == 0) {
            return bytes / MIB + "MiB";
        }
        return bytes > 0 && bytes % KIB == 0 ? bytes / KIB + "KiB" : Long.toString(bytes);
    }
}
