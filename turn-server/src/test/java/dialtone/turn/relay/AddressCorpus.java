package dialtone.turn.relay;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// Addresses as clients may write them, in every form, and what must become of each when nothing is
/// configured: `address-policy.csv`.
public final class AddressCorpus {

    private static final String FILE = "address-policy.csv";
    private static final int HEADER_LINES = 3;

    private AddressCorpus() {}

    /// One of them.
    ///
    /// @param decision `allowed`, or why not
    /// @param why it is here
    public record Entry(String address, String decision, String why) {

        public boolean isAllowed() {
            return decision.equals("allowed");
        }

        /// As they stand on the wire: 4 or 16.
        public byte[] bytes() {
            return AddressCorpus.bytes(address);
        }

        public boolean isV6() {
            return bytes().length == 16;
        }

        @Override
        public String toString() {
            return address + ": " + decision + " (" + why + ")";
        }
    }

    public static List<Entry> entries() {
        try (InputStream in = AddressCorpus.class.getResourceAsStream(FILE)) {
            String text =
                    new String(
                            Objects.requireNonNull(in, FILE).readAllBytes(),
                            StandardCharsets.UTF_8);
            return text.lines().skip(HEADER_LINES).map(AddressCorpus::entry).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Entry entry(String line) {
        List<String> fields = List.of(line.split(",", 3));
        return new Entry(fields.get(0), fields.get(1), fields.get(2));
    }

    /// The bytes as they stand on the wire. Java would make an IPv4 address of a mapped one.
    public static byte[] bytes(String literal) {
        int mapped = literal.toLowerCase(Locale.ROOT).indexOf("::ffff:");
        byte[] address = InetAddress.ofLiteral(literal).getAddress();
        if (mapped != 0 || address.length == 16) {
            return address;
        }
        byte[] whole = new byte[16];
        whole[10] = (byte) 0xff;
        whole[11] = (byte) 0xff;
        System.arraycopy(address, 0, whole, 12, address.length);
        return whole;
    }
}
