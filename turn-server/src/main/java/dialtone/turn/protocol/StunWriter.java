package dialtone.turn.protocol;

import org.ice4j.attribute.Attribute;
import org.ice4j.attribute.AttributeFactory;
import org.ice4j.attribute.UnknownAttributesAttribute;
import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.CRC32;

/// Writes one message: the answer to a request, or a request of our own.
///
/// Threading: for one thread.
public final class StunWriter {

    /// What most messages fit into; others make it larger.
    private static final int FIRST_BYTES = 128;

    /// Of the attributes that a request should not have had, so many are named. A client made in
    /// earnest has one or two of them.
    private static final int MAX_UNKNOWN = 32;

    private static final char ADDRESS_ERROR_CODE = 0x8001;
    private static final char MOBILITY_TICKET = 0x8030;
    private static final int PORT_AT = 2;
    private static final int ATTRIBUTE_ADDRESS_AT = 4;
    private static final int COOKIE_AT = 4;

    private static final char ALTERNATE_SERVER = 0x8023;

    /// The protocol's number (RFC 8656 section 18.8).
    private static final byte UDP = 17;

    private ByteBuffer out = ByteBuffer.allocate(FIRST_BYTES);

    private StunWriter(MessageClass kind, int method, byte[] transactionId) {
        out.putShort((short) kind.type(method)).putShort((short) 0);
        out.putInt(StunMessage.COOKIE).put(transactionId);
    }

    /// A request with a transaction of its own.
    public static StunWriter request(Method method) {
        byte[] id = new byte[StunMessage.TRANSACTION_ID_BYTES];
        ThreadLocalRandom.current().nextBytes(id);
        return new StunWriter(MessageClass.REQUEST, method.code(), id);
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
        return add(Attribute.XOR_MAPPED_ADDRESS, xored(address));
    }

    public StunWriter relayedAddress(InetSocketAddress address) {
        return add(Attribute.XOR_RELAYED_ADDRESS, xored(address));
    }

    /// The peer that a request is about.
    public StunWriter peer(InetSocketAddress address) {
        return add(Attribute.XOR_PEER_ADDRESS, xored(address));
    }

    /// The channel that is to be bound (RFC 8656 section 18.1).
    public StunWriter channelNumber(int channel) {
        return add(AttributeFactory.createChannelNumberAttribute((char) channel));
    }

    /// What is to be relayed: UDP (RFC 8656 section 18.8).
    public StunWriter requestedTransportUdp() {
        return add(AttributeFactory.createRequestedTransportAttribute(UDP));
    }

    /// The family that a relayed address is wished of (RFC 8656 section 18.6).
    public StunWriter requestedFamily(AddressFamily family) {
        return add(Attribute.REQUESTED_ADDRESS_FAMILY, new byte[] {(byte) family.code(), 0, 0, 0});
    }

    /// Who asks, with a long-term credential.
    public StunWriter user(String username, String realm, String nonce) {
        return add(Attribute.USERNAME, utf8(username))
                .add(Attribute.REALM, utf8(realm))
                .add(Attribute.NONCE, utf8(nonce));
    }

    /// What the controlling agent says with a check of the pair that it nominates (RFC 8445 section
    /// 7.1).
    ///
    /// @param username the fragments of both ends, the other one's first
    public StunWriter nomination(String username, int priority, long tieBreaker) {
        return add(Attribute.USERNAME, utf8(username))
                .add(
                        IceAttributes.PRIORITY,
                        ByteBuffer.allocate(Integer.BYTES).putInt(priority).array())
                .add(IceAttributes.USE_CANDIDATE, new byte[0])
                .add(
                        IceAttributes.ICE_CONTROLLING,
                        ByteBuffer.allocate(Long.BYTES).putLong(tieBreaker).array());
    }

    /// An indication that a peer has connected (RFC 6062 section 5.3).
    public static StunWriter connectionAttempt(InetSocketAddress peer, int connectionId) {
        byte[] id = new byte[StunMessage.TRANSACTION_ID_BYTES];
        ThreadLocalRandom.current().nextBytes(id);
        StunWriter writer =
                new StunWriter(MessageClass.INDICATION, Method.CONNECTION_ATTEMPT.code(), id);
        return writer.connectionId(connectionId).peer(peer);
    }

    /// What a connection with a peer is called (RFC 6062 section 6.2.1).
    public StunWriter connectionId(int id) {
        return add(Attribute.CONNECTION_ID, ByteBuffer.allocate(Integer.BYTES).putInt(id).array());
    }

    /// What a reserved port is had for (RFC 8656 section 18.10); nothing when null.
    public StunWriter reservationToken(@Nullable Long token) {
        return token == null
                ? this
                : add(
                        Attribute.RESERVATION_TOKEN,
                        ByteBuffer.allocate(Long.BYTES).putLong(token).array());
    }

    /// What the allocation can be taken to another address with (RFC 8016 section 3.3).
    ///
    /// @param ticket null for none
    public StunWriter mobilityTicket(byte @Nullable [] ticket) {
        return ticket == null ? this : add(MOBILITY_TICKET, ticket);
    }

    /// Says why one family of two could not be had (RFC 8656 section 18.12).
    public StunWriter addressError(AddressFamily family, StunError error, String words) {
        byte[] phrase = utf8(words);
        ByteBuffer value = ByteBuffer.allocate(Integer.BYTES + phrase.length);
        value.put((byte) family.code()).put((byte) 0);
        value.put((byte) (error.code() / 100)).put((byte) (error.code() % 100)).put(phrase);
        return add(ADDRESS_ERROR_CODE, value.array());
    }

    /// The client's address once more, for a NAT to change that takes it for its own: so the client
    /// notices that NAT (RFC 5780 section 6.1).
    public StunWriter plainMappedAddress(InetSocketAddress address) {
        return add(Attribute.MAPPED_ADDRESS, plain(address));
    }

    /// Where this answer comes from (RFC 5780 section 7.3).
    public StunWriter responseOrigin(InetSocketAddress address) {
        return add(DiscoveryAttributes.RESPONSE_ORIGIN, plain(address));
    }

    /// The server's other address and other port (RFC 5780 section 7.4).
    public StunWriter otherAddress(InetSocketAddress address) {
        return add(DiscoveryAttributes.OTHER_ADDRESS, plain(address));
    }

    /// An address as MAPPED-ADDRESS has it (RFC 8489 section 14.1).
    private static byte[] plain(InetSocketAddress address) {
        byte[] bytes = address.getAddress().getAddress();
        boolean isV4 = bytes.length == Integer.BYTES;
        return ByteBuffer.allocate(ATTRIBUTE_ADDRESS_AT + bytes.length)
                .putShort((short) (isV4 ? AddressFamily.IPV4.code() : AddressFamily.IPV6.code()))
                .putShort((short) address.getPort())
                .put(bytes)
                .array();
    }

    /// An address that NATs do not recognise (RFC 8489 section 14.2).
    private byte[] xored(InetSocketAddress address) {
        byte[] value = plain(address);
        byte[] header = out.array();
        value[PORT_AT] ^= header[COOKIE_AT];
        value[PORT_AT + 1] ^= header[COOKIE_AT + 1];
        for (int i = ATTRIBUTE_ADDRESS_AT; i < value.length; i++) {
            value[i] ^= header[COOKIE_AT + i - ATTRIBUTE_ADDRESS_AT];
        }
        return value;
    }

    /// Makes the message longer (RFC 5780 section 7.6).
    ///
    /// @param bytes of the padding, rounded down to a multiple of 4
    public StunWriter padding(int bytes) {
        return add(DiscoveryAttributes.PADDING, new byte[bytes & ~3]);
    }

    /// Where the client should ask instead (RFC 8489 section 14.15).
    public StunWriter alternateServer(InetSocketAddress address) {
        return add(ALTERNATE_SERVER, plain(address));
    }

    public StunWriter lifetime(int seconds) {
        return add(AttributeFactory.createLifetimeAttribute(seconds));
    }

    /// What a client needs to say who it is, with all ways to make a key of its password.
    public StunWriter challenge(String realm, String nonce) {
        return add(Attribute.REALM, utf8(realm))
                .add(Attribute.NONCE, utf8(nonce))
                .add(CredentialAttributes.PASSWORD_ALGORITHMS, PasswordAlgorithm.offer());
    }

    /// What a client may get a token of an authorization server for (RFC 7635 section 6.1); nothing
    /// when null.
    public StunWriter thirdPartyAuthorization(@Nullable String serverName) {
        return serverName == null
                ? this
                : add(CredentialAttributes.THIRD_PARTY_AUTHORIZATION, utf8(serverName));
    }

    public StunWriter unknownAttributes(List<Character> types) {
        UnknownAttributesAttribute attribute = AttributeFactory.createUnknownAttributesAttribute();
        types.stream().distinct().limit(MAX_UNKNOWN).forEach(attribute::addAttributeID);
        return add(attribute);
    }

    /// Says which program this is; nothing when null.
    public StunWriter software(@Nullable String software) {
        return software == null ? this : add(Attribute.SOFTWARE, utf8(software));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// Texts are written so: ice4j's own attributes pad some of them by four bytes too many.
    private StunWriter add(char type, byte[] value) {
        makeRoom(StunMessage.ATTRIBUTE_HEADER_BYTES + value.length);
        out.putChar(type).putShort((short) value.length).put(value);
        return pad();
    }

    private StunWriter add(Attribute attribute) {
        byte[] encoded = attribute.encode();
        makeRoom(encoded.length);
        out.put(encoded);
        return pad();
    }

    /// @param bytes that are put next, without what pads them
    private void makeRoom(int bytes) {
        int needed = out.position() + bytes + Integer.BYTES;
        if (needed > out.capacity()) {
            out = ByteBuffer.allocate(Math.max(needed, 2 * out.capacity())).put(out.flip());
        }
    }

    private StunWriter pad() {
        while (out.position() % 4 != 0) {
            out.put((byte) 0);
        }
        return this;
    }

    /// Ends the message.
    ///
    /// @param key to vouch for it with, in the key's way; null when it cannot be vouched for
    /// @param withFingerprint whether to mark it as STUN (RFC 8489 section 14.7)
    public byte[] end(@Nullable Integrity key, boolean withFingerprint) {
        if (key != null) {
            setLength(StunMessage.ATTRIBUTE_HEADER_BYTES + key.algorithm().bytes());
            add(key.algorithm().attribute(), key.over(out.array(), out.position()));
        }
        if (withFingerprint) {
            setLength(StunMessage.ATTRIBUTE_HEADER_BYTES + Integer.BYTES);
            makeRoom(StunMessage.ATTRIBUTE_HEADER_BYTES + Integer.BYTES);
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
