package dialtone.turn.protocol;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/// What a Binding request asks of a server that offers NAT behaviour discovery (RFC 5780 section
/// 7), of each attribute the first. Whoever does not offer it must refuse them as unknown.
///
/// Threading: filled by the thread that reads the message, and constant from then on.
public final class DiscoveryAttributes {

    static final char CHANGE_REQUEST = 0x0003;
    static final char PADDING = 0x0026;
    static final char RESPONSE_PORT = 0x0027;
    static final char RESPONSE_ORIGIN = 0x802b;
    static final char OTHER_ADDRESS = 0x802c;

    private static final int CHANGE_ADDRESS_BIT = 4;
    private static final int CHANGE_PORT_BIT = 2;

    private @Nullable Integer change;
    private @Nullable Integer responsePort;
    private @Nullable Integer paddingBytes;
    private @Nullable String defect;

    DiscoveryAttributes() {}

    /// Whether it is one of those that ask for something.
    public static boolean includes(char attribute) {
        return attribute == CHANGE_REQUEST || attribute == PADDING || attribute == RESPONSE_PORT;
    }

    /// Takes one in.
    ///
    /// @param at where its value begins
    void read(char attribute, byte[] message, int at, int length) {
        ByteBuffer value = ByteBuffer.wrap(message, at, length);
        if (attribute == CHANGE_REQUEST && change == null) {
            readChange(value);
        } else if (attribute == RESPONSE_PORT && responsePort == null) {
            readResponsePort(value);
        } else if (attribute == PADDING && paddingBytes == null) {
            paddingBytes = length;
        }
        if (responsePort != null && paddingBytes != null) {
            spoiled("PADDING and RESPONSE-PORT do not go together.");
        }
    }

    private void readChange(ByteBuffer value) {
        if (value.remaining() == Integer.BYTES) {
            change = value.getInt();
        } else {
            spoiled("CHANGE-REQUEST has 4 bytes.");
        }
    }

    /// A port and two bytes of padding, which clients count in or not.
    private void readResponsePort(ByteBuffer value) {
        if (value.remaining() != Short.BYTES && value.remaining() != Integer.BYTES) {
            spoiled("RESPONSE-PORT has 2 bytes.");
            return;
        }
        int port = Short.toUnsignedInt(value.getShort());
        if (port == 0) {
            spoiled("RESPONSE-PORT is 1 to 65535.");
            return;
        }
        responsePort = port;
    }

    private void spoiled(String words) {
        if (defect == null) {
            defect = words;
        }
    }

    /// What is wrong with them, for their sender; null when nothing is.
    public @Nullable String defect() {
        return defect;
    }

    /// Whether the answer is to come from the server's other address.
    public boolean changesAddress() {
        return change != null && (change & CHANGE_ADDRESS_BIT) != 0;
    }

    /// Whether the answer is to come from the server's other port.
    public boolean changesPort() {
        return change != null && (change & CHANGE_PORT_BIT) != 0;
    }

    /// The port the answer is to go to; null for the one the request came from.
    public @Nullable Integer responsePort() {
        return responsePort;
    }

    /// How much padding came, for the answer is to be padded too; null without.
    public @Nullable Integer paddingBytes() {
        return paddingBytes;
    }
}
