package dialtone.turn;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/// A STUN message that the server sent, taken apart byte by byte.
final class StunAnswer {

    private static final int HEADER_BYTES = 20;

    private final byte[] bytes;
    private final Map<Integer, byte[]> attributes = new LinkedHashMap<>();
    private final List<InetSocketAddress> relayed = new ArrayList<>();
    private int integrityAt = -1;
    private int integritySha256At = -1;
    private int fingerprintAt = -1;

    StunAnswer(byte[] bytes) {
        this.bytes = bytes;
        ByteBuffer all = ByteBuffer.wrap(bytes);
        if (bytes.length < HEADER_BYTES
                || all.getInt(4) != StunBytes.COOKIE
                || all.getShort(2) != bytes.length - HEADER_BYTES) {
            throw new AssertionError("no STUN message: " + Arrays.toString(bytes));
        }
        int at = HEADER_BYTES;
        while (at < bytes.length) {
            int attribute = all.getShort(at) & 0xffff;
            int length = all.getShort(at + 2) & 0xffff;
            if (attribute == StunBytes.MESSAGE_INTEGRITY) {
                integrityAt = at;
            }
            if (attribute == StunBytes.MESSAGE_INTEGRITY_SHA256) {
                integritySha256At = at;
            }
            if (attribute == StunBytes.FINGERPRINT) {
                fingerprintAt = at;
            }
            byte[] value = Arrays.copyOfRange(bytes, at + 4, at + 4 + length);
            attributes.put(attribute, value);
            if (attribute == StunBytes.XOR_RELAYED_ADDRESS) {
                relayed.add(StunBytes.unxored(value, transactionId()));
            }
            at += 4 + (length + 3 & ~3);
        }
    }

    int type() {
        return ByteBuffer.wrap(bytes).getShort() & 0xffff;
    }

    boolean isSuccess() {
        return (type() & 0x0110) == 0x0100;
    }

    byte[] transactionId() {
        return Arrays.copyOfRange(bytes, 8, HEADER_BYTES);
    }

    boolean has(int attribute) {
        return attributes.containsKey(attribute);
    }

    byte[] value(int attribute) {
        byte[] value = attributes.get(attribute);
        if (value == null) {
            throw new AssertionError("no attribute 0x%04x in %s".formatted(attribute, this));
        }
        return value;
    }

    String text(int attribute) {
        return new String(value(attribute), StandardCharsets.UTF_8);
    }

    int number(int attribute) {
        return ByteBuffer.wrap(value(attribute)).getInt();
    }

    InetSocketAddress address(int attribute) {
        return StunBytes.unxored(value(attribute), transactionId());
    }

    /// Every relayed address, in order.
    List<InetSocketAddress> relayed() {
        return relayed;
    }

    /// An address that is not combined with anything, as in MAPPED-ADDRESS.
    InetSocketAddress plainAddress(int attribute) throws IOException {
        byte[] value = value(attribute);
        if (value[0] != 0 || value[1] != (value.length == 8 ? 1 : 2)) {
            throw new AssertionError("no address: " + Arrays.toString(value));
        }
        return new InetSocketAddress(
                InetAddress.getByAddress(Arrays.copyOfRange(value, 4, value.length)),
                ByteBuffer.wrap(value).getShort(2) & 0xffff);
    }

    /// The code of an error, 200 for a success.
    int code() {
        if (isSuccess()) {
            return 200;
        }
        byte[] value = value(StunBytes.ERROR_CODE);
        return (value[2] & 7) * 100 + value[3];
    }

    /// What a person reads about an error.
    String words() {
        byte[] value = value(StunBytes.ERROR_CODE);
        return new String(value, 4, value.length - 4, StandardCharsets.UTF_8);
    }

    List<Integer> unknownAttributes() {
        ByteBuffer value = ByteBuffer.wrap(value(StunBytes.UNKNOWN_ATTRIBUTES));
        List<Integer> types = new ArrayList<>();
        while (value.hasRemaining()) {
            types.add(value.getShort() & 0xffff);
        }
        return types;
    }

    /// Whether MESSAGE-INTEGRITY was made with the key.
    boolean isMadeWith(byte[] key) {
        if (integrityAt < 0) {
            return false;
        }
        byte[] covered = Arrays.copyOf(bytes, integrityAt);
        ByteBuffer.wrap(covered).putShort(2, (short) (integrityAt + 24 - HEADER_BYTES));
        return Arrays.equals(StunBytes.hmac(key, covered), value(StunBytes.MESSAGE_INTEGRITY));
    }

    /// Whether MESSAGE-INTEGRITY-SHA256 was made with the key, and is whole.
    boolean isMadeWithSha256(byte[] key) {
        if (integritySha256At < 0) {
            return false;
        }
        byte[] covered = Arrays.copyOf(bytes, integritySha256At);
        ByteBuffer.wrap(covered).putShort(2, (short) (integritySha256At + 36 - HEADER_BYTES));
        return Arrays.equals(
                StunBytes.hmac("HmacSHA256", key, covered),
                value(StunBytes.MESSAGE_INTEGRITY_SHA256));
    }

    /// Whether a right FINGERPRINT stands at the end.
    boolean hasRightFingerprint() {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, Math.max(fingerprintAt, 0));
        return fingerprintAt == bytes.length - 8
                && number(StunBytes.FINGERPRINT) == ((int) crc.getValue() ^ 0x5354_554e);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StunAnswer answer && Arrays.equals(bytes, answer.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        String error =
                attributes.containsKey(StunBytes.ERROR_CODE) ? " " + code() + " " + words() : "";
        return "0x%04x%s".formatted(type(), error);
    }
}
