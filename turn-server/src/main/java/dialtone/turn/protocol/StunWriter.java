package dialtone.turn.protocol;

import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.attribute.Attribute;
import org.ice4j.attribute.AttributeFactory;
import org.ice4j.attribute.UnknownAttributesAttribute;
import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/// Writes one message: the answer to a request.
///
/// Threading: for one thread.
public final class StunWriter {

    /// More than an answer of this server ever needs: what is as long as others wish is bounded.
    private static final int MAX_BYTES = 1024;

    /// Of the attributes that a request should not have had, so many are named. A client made in
    /// earnest has one or two of them.
    private static final int MAX_UNKNOWN = 32;

    private final ByteBuffer out = ByteBuffer.allocate(MAX_BYTES);
    private static final short ALTERNATE_SERVER = (short) 0x8023;

    private final byte[] transactionId;

    private StunWriter(MessageClass kind, int method, byte[] transactionId) {
        this.transactionId = transactionId;
        out.putShort((short) kind.type(method)).putShort((short) 0);
        out.putInt(StunMessage.COOKIE).put(transactionId);
    }

    public static StunWriter success(StunMessage request) {
        return new StunWriter(MessageClass.SUCCESS, request.methodCode(), request.transactionId());
    }

    /// A refusal.
    ///
    /// @param words for the person who reads the client's log
    public static StunWriter error(StunMessage request, StunError error, String words) {
        StunWriter writer =
                new StunWriter(MessageClass.ERROR, request.methodCode(), request.transactionId());
        return writer.add(AttributeFactory.createErrorCodeAttribute((char) error.code(), words));
    }

    public StunWriter mappedAddress(InetSocketAddress address) {
        return add(
                AttributeFactory.createXorMappedAddressAttribute(
                        transport(address), transactionId));
    }

    public StunWriter relayedAddress(InetSocketAddress address) {
        return add(
                AttributeFactory.createXorRelayedAddressAttribute(
                        transport(address), transactionId));
    }

    /// Where the client should ask instead (RFC 8489 section 14.15).
    public StunWriter alternateServer(InetSocketAddress address) {
        byte[] bytes = address.getAddress().getAddress();
        out.putShort(ALTERNATE_SERVER).putShort((short) (2 * Short.BYTES + bytes.length));
        boolean isV6 = bytes.length != Integer.BYTES;
        out.putShort((short) (isV6 ? PeerAddress.IPV6 : PeerAddress.IPV4));
        out.putShort((short) address.getPort()).put(bytes);
        return this;
    }

    private static TransportAddress transport(InetSocketAddress address) {
        return new TransportAddress(address, Transport.UDP);
    }

    public StunWriter lifetime(int seconds) {
        return add(AttributeFactory.createLifetimeAttribute(seconds));
    }

    public StunWriter challenge(String realm, String nonce) {
        return add(AttributeFactory.createRealmAttribute(utf8(realm)))
                .add(AttributeFactory.createNonceAttribute(utf8(nonce)));
    }

    public StunWriter unknownAttributes(List<Character> types) {
        UnknownAttributesAttribute attribute = AttributeFactory.createUnknownAttributesAttribute();
        types.stream().distinct().limit(MAX_UNKNOWN).forEach(attribute::addAttributeID);
        return add(attribute);
    }

    /// Says which program this is; nothing when null.
    public StunWriter software(@Nullable String software) {
        return software == null
                ? this
                : add(AttributeFactory.createSoftwareAttribute(utf8(software)));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private StunWriter add(Attribute attribute) {
        out.put(attribute.encode());
        while (out.position() % 4 != 0) {
            out.put((byte) 0);
        }
        return this;
    }

    /// Ends the message.
    ///
    /// @param key to vouch for it with; null when it cannot be vouched for
    /// @param withFingerprint whether to mark it as STUN (RFC 8489 section 14.7)
    public byte[] end(@Nullable Integrity key, boolean withFingerprint) {
        if (key != null) {
            setLength(StunMessage.ATTRIBUTE_HEADER_BYTES + StunMessage.INTEGRITY_BYTES);
            byte[] value = key.over(out.array(), out.position());
            out.putChar(Attribute.MESSAGE_INTEGRITY).putShort((short) value.length).put(value);
        }
        if (withFingerprint) {
            setLength(StunMessage.ATTRIBUTE_HEADER_BYTES + Integer.BYTES);
            CRC32 crc = new CRC32();
            crc.update(out.array(), 0, out.position());
            out.putChar(Attribute.FINGERPRINT).putShort((short) Integer.BYTES);
            out.putInt((int) crc.getValue() ^ StunMessage.FINGERPRINT_MASK);
        }
        setLength(0);
        return Arrays.copyOf(out.array(), out.position());
    }

    /// Writes the length into the header.
    ///
    /// @param more bytes that follow
    private void setLength(int more) {
        out.putShort(2, (short) (out.position() - StunMessage.HEADER_BYTES + more));
    }
}
