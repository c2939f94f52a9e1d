package dialtone.turn.protocol;

import org.ice4j.StunException;
import org.ice4j.attribute.Attribute;
import org.ice4j.attribute.AttributeDecoder;
import org.ice4j.attribute.ChannelNumberAttribute;
import org.ice4j.attribute.ErrorCodeAttribute;
import org.ice4j.attribute.LifetimeAttribute;
import org.ice4j.attribute.RequestedTransportAttribute;
import org.ice4j.attribute.XorMappedAddressAttribute;
import org.ice4j.attribute.XorRelayedAddressAttribute;
import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.zip.CRC32;

/// A STUN message as it came (RFC 8489 section 5): whole, well-formed, not yet authenticated.
///
/// Of attributes that stand several times the first counts (section 14), but every
/// XOR-PEER-ADDRESS does. Of what stands after MESSAGE-INTEGRITY, only MESSAGE-INTEGRITY-SHA256 and
/// FINGERPRINT are there, and after MESSAGE-INTEGRITY-SHA256 only FINGERPRINT (sections 14.5 and
/// 14.6): nobody vouches for the rest.
///
/// Threading: immutable.
public final class StunMessage {

    public static final int HEADER_BYTES = 20;

    static final int COOKIE = 0x2112_a442;
    static final int TRANSACTION_ID_BYTES = 12;
    static final int ATTRIBUTE_HEADER_BYTES = 4;
    static final int FINGERPRINT_MASK = 0x5354_554e;

    private static final int TRANSACTION_ID_AT = 8;
    private static final int FIRST_OPTIONAL = 0x8000;
    private static final char ADDITIONAL_ADDRESS_FAMILY = 0x8000;
    private static final char MOBILITY_TICKET = 0x8030;
    private static final int TOKEN_BYTES = 8;

    /// What this server understands of the types that it must understand or refuse. ice4j knows
    /// more of them; a type it would skip must not be mistaken for one that was heeded. Those of
    /// [CredentialAttributes] and [IntegrityAlgorithm] are understood as well.
    private static final Set<Character> UNDERSTOOD =
            Set.of(
                    Attribute.ERROR_CODE,
                    Attribute.CHANNEL_NUMBER,
                    Attribute.LIFETIME,
                    Attribute.XOR_PEER_ADDRESS,
                    Attribute.DATA,
                    Attribute.XOR_RELAYED_ADDRESS,
                    Attribute.REQUESTED_ADDRESS_FAMILY,
                    ADDITIONAL_ADDRESS_FAMILY,
                    MOBILITY_TICKET,
                    Attribute.EVEN_PORT,
                    Attribute.DONT_FRAGMENT,
                    Attribute.CONNECTION_ID,
                    Attribute.REQUESTED_TRANSPORT,
                    Attribute.XOR_MAPPED_ADDRESS,
                    Attribute.RESERVATION_TOKEN);

    private final byte[] bytes;
    private final int type;
    private final Map<Character, Attribute> attributes = new LinkedHashMap<>();
    private final List<PeerAddress> peers = new ArrayList<>();
    private final List<Character> unknown = new ArrayList<>();
    private final CredentialAttributes credentials = new CredentialAttributes();
    private final DiscoveryAttributes discovery = new DiscoveryAttributes();
    private final IceAttributes ice = new IceAttributes();
    private @Nullable IntegrityAlgorithm integrity;
    private int integrityAt;
    private int integrityLength;
    private boolean hasFingerprint;
    private @Nullable String defect;
    private @Nullable Integer requestedFamily;
    private @Nullable Integer additionalFamily;
    private @Nullable Long reservationToken;
    private byte @Nullable [] mobilityTicket;
    private @Nullable EvenPort evenPort;
    private @Nullable Integer connectionId;
    private boolean hasDontFragment;

    /// A wish for an even port.
    ///
    /// @param reservesNext whether the next port is wished for as well, for later
    public record EvenPort(boolean reservesNext) {}

    /// An error (RFC 8489 section 14.8).
    ///
    /// @param words of the server, for a person; may be empty
    public record Refusal(int code, String words) {}

    private StunMessage(byte[] bytes) {
        this.bytes = bytes;
        this.type = Short.toUnsignedInt(ByteBuffer.wrap(bytes).getShort());
    }

    /// Reads a message.
    ///
    /// @param buffer holds it from its beginning; it is copied
    /// @return null when these bytes are no STUN message, or their FINGERPRINT says that they are
    ///     another protocol's; a message with a [#defect()] when it is one but cannot be used
    public static @Nullable StunMessage read(byte[] buffer, int length) {
        if (length < HEADER_BYTES) {
            return null;
        }
        ByteBuffer header = ByteBuffer.wrap(buffer, 0, length);
        boolean isStun =
                (buffer[0] & 0xc0) == 0
                        && header.getInt(4) == COOKIE
                        && Short.toUnsignedInt(header.getShort(2)) == length - HEADER_BYTES
                        && length % 4 == 0;
        if (!isStun) {
            return null;
        }
        StunMessage message = new StunMessage(Arrays.copyOf(buffer, length));
        return message.readAttributes() ? message : null;
    }

    /// False when the FINGERPRINT is wrong.
    private boolean readAttributes() {
        ByteBuffer all = ByteBuffer.wrap(bytes);
        int at = HEADER_BYTES;
        while (at < bytes.length) {
            char attribute = all.getChar(at);
            int length = all.getChar(at + 2);
            int value = at + ATTRIBUTE_HEADER_BYTES;
            if (value + length > bytes.length) {
                spoiled("An attribute is longer than its message.");
                return true;
            }
            if (attribute == Attribute.FINGERPRINT) {
                hasFingerprint = length == Integer.BYTES && isFingerprint(at, all.getInt(value));
                return hasFingerprint;
            }
            if (attribute == IntegrityAlgorithm.SHA256.attribute()) {
                readIntegrity(IntegrityAlgorithm.SHA256, at, length);
            } else if (integrity == null) {
                readAttribute(attribute, at, length);
            }
            at = value + (length + 3 & ~3);
        }
        return true;
    }

    private boolean isFingerprint(int at, int claimed) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, at);
        return ((int) crc.getValue() ^ FINGERPRINT_MASK) == claimed;
    }

    private void readAttribute(char attribute, int at, int length) {
        if (attribute == IntegrityAlgorithm.SHA1.attribute()) {
            readIntegrity(IntegrityAlgorithm.SHA1, at, length);
            return;
        }
        if (attribute == CredentialAttributes.ACCESS_TOKEN) {
            unknown.add(attribute);
        }
        if (CredentialAttributes.includes(attribute)) {
            String words = credentials.read(attribute, bytes, at + ATTRIBUTE_HEADER_BYTES, length);
            if (words != null) {
                spoiled(words);
            }
            return;
        }
        if (DiscoveryAttributes.includes(attribute)) {
            discovery.read(attribute, bytes, at + ATTRIBUTE_HEADER_BYTES, length);
        }
        if (IceAttributes.includes(attribute)) {
            ice.read(attribute, bytes, at + ATTRIBUTE_HEADER_BYTES, length);
        }
        if (!UNDERSTOOD.contains(attribute)) {
            if (attribute < FIRST_OPTIONAL) {
                unknown.add(attribute);
            }
            return;
        }
        try {
            int value = at + ATTRIBUTE_HEADER_BYTES;
            switch (attribute) {
                case Attribute.XOR_PEER_ADDRESS ->
                        peers.add(PeerAddress.read(bytes, value, length));
                case Attribute.REQUESTED_ADDRESS_FAMILY ->
                        requestedFamily = readFamily(requestedFamily, value, length);
                case ADDITIONAL_ADDRESS_FAMILY ->
                        additionalFamily = readFamily(additionalFamily, value, length);
                case Attribute.EVEN_PORT -> readEvenPort(value, length);
                case Attribute.DONT_FRAGMENT -> hasDontFragment = true;
                case Attribute.RESERVATION_TOKEN -> readToken(value, length);
                case Attribute.CONNECTION_ID -> readConnectionId(value, length);
                case MOBILITY_TICKET -> readTicket(value, length);
                default -> decode(attribute, at, length);
            }
        } catch (StunException | RuntimeException _) {
            // The decoder lets every kind of exception out for bytes it did not expect.
            spoiled("The attribute 0x%04x cannot be read.".formatted((int) attribute));
        }
    }

    /// The stronger one counts when both are there (RFC 8489 section 9.2.4), and the first of it.
    private void readIntegrity(IntegrityAlgorithm algorithm, int at, int length) {
        if (integrity == IntegrityAlgorithm.SHA256) {
            return;
        }
        if (!algorithm.allows(length)) {
            spoiled(
                    "MESSAGE-INTEGRITY has 20 bytes, MESSAGE-INTEGRITY-SHA256 16 to 32 and a"
                            + " multiple of 4.");
            return;
        }
        integrity = algorithm;
        integrityAt = at;
        integrityLength = length;
    }

    private void decode(char attribute, int at, int length) throws StunException {
        if (!attributes.containsKey(attribute)) {
            attributes.put(
                    attribute,
                    AttributeDecoder.decode(bytes, at, (char) (ATTRIBUTE_HEADER_BYTES + length)));
        }
    }

    /// RFC 8656 sections 18.6 and 18.11: a family and three bytes for later. ice4j expects one
    /// byte.
    ///
    /// @param known what an earlier attribute of the kind said
    private @Nullable Integer readFamily(@Nullable Integer known, int at, int length) {
        if (length != Integer.BYTES) {
            spoiled("An attribute that names an address family has 4 bytes.");
            return known;
        }
        return known == null ? (Integer) Byte.toUnsignedInt(bytes[at]) : known;
    }

    /// RFC 6062 section 6.2.1.
    private void readConnectionId(int at, int length) {
        if (length != Integer.BYTES) {
            spoiled("CONNECTION-ID has 4 bytes.");
        } else if (connectionId == null) {
            connectionId = ByteBuffer.wrap(bytes).getInt(at);
        }
    }

    /// RFC 8656 section 18.10.
    private void readToken(int at, int length) {
        if (length != TOKEN_BYTES) {
            spoiled("RESERVATION-TOKEN has 8 bytes.");
        } else if (reservationToken == null) {
            reservationToken = ByteBuffer.wrap(bytes).getLong(at);
        }
    }

    /// RFC 8656 section 18.7: one byte, of which one bit counts. ice4j expects four.
    private void readEvenPort(int at, int length) {
        if (length != 1) {
            spoiled("EVEN-PORT has 1 byte.");
        } else if (evenPort == null) {
            evenPort = new EvenPort((bytes[at] & 0x80) != 0);
        }
    }

    /// RFC 8016 section 3.3.
    private void readTicket(int at, int length) {
        if (mobilityTicket == null) {
            mobilityTicket = Arrays.copyOfRange(bytes, at, at + length);
        }
    }

    private void spoiled(String words) {
        if (defect == null) {
            defect = words;
        }
    }

    /// What is wrong with the message, for its sender; null when nothing is.
    public @Nullable String defect() {
        return defect;
    }

    public MessageClass messageClass() {
        return MessageClass.of(type);
    }

    /// Null when this server does not know it.
    public @Nullable Method method() {
        return Method.of(methodCode());
    }

    int methodCode() {
        return MessageClass.method(type);
    }

    byte[] transactionId() {
        return Arrays.copyOfRange(
                bytes, TRANSACTION_ID_AT, TRANSACTION_ID_AT + TRANSACTION_ID_BYTES);
    }

    /// Whether this is the same request, sent again.
    public boolean hasTransactionOf(StunMessage other) {
        return Arrays.equals(transactionId(), other.transactionId());
    }

    /// Whether this answers the request that was sent with those bytes.
    public boolean answers(byte[] request) {
        MessageClass kind = messageClass();
        return (kind == MessageClass.SUCCESS || kind == MessageClass.ERROR)
                && Arrays.equals(
                        bytes,
                        TRANSACTION_ID_AT,
                        HEADER_BYTES,
                        request,
                        TRANSACTION_ID_AT,
                        HEADER_BYTES);
    }

    /// Why a request was refused; null when the answer does not say.
    public @Nullable Refusal refusal() {
        var error = attribute(Attribute.ERROR_CODE, ErrorCodeAttribute.class);
        if (error == null) {
            return null;
        }
        String words = error.getReasonPhrase();
        return new Refusal(error.getErrorCode(), words == null ? "" : words.strip());
    }

    /// Where the server sees the client; null when it does not say.
    public @Nullable InetSocketAddress mappedAddress() {
        var mapped = attribute(Attribute.XOR_MAPPED_ADDRESS, XorMappedAddressAttribute.class);
        return mapped == null ? null : mapped.getAddress(transactionId());
    }

    /// Where peers reach the client; null when the answer does not say.
    public @Nullable InetSocketAddress relayedAddress() {
        var relayed = attribute(Attribute.XOR_RELAYED_ADDRESS, XorRelayedAddressAttribute.class);
        return relayed == null ? null : relayed.getAddress(transactionId());
    }

    /// Types that must be understood and are not; the sender is told them. A token is one of them,
    /// unless it is what lets the sender in.
    public List<Character> unknownAttributes() {
        return List.copyOf(unknown);
    }

    /// The same where NAT behaviour discovery is offered, whose attributes are understood there.
    public List<Character> unknownBesidesDiscovery() {
        return unknownBesides(DiscoveryAttributes::includes);
    }

    /// The same for who was let in by a token.
    public List<Character> unknownBesidesToken() {
        return unknownBesides(type -> type == CredentialAttributes.ACCESS_TOKEN);
    }

    /// The same for an ICE agent, which understands the attributes of connectivity checks.
    public List<Character> unknownBesidesIce() {
        return unknownBesides(IceAttributes::includes);
    }

    private List<Character> unknownBesides(Predicate<Character> isUnderstood) {
        for (Character type : unknown) {
            if (!isUnderstood.test(type)) {
                return unknown.stream().filter(isUnderstood.negate()).toList();
            }
        }
        return List.of();
    }

    /// What it says as a connectivity check.
    public IceAttributes ice() {
        return ice;
    }

    /// What it asks of NAT behaviour discovery.
    public DiscoveryAttributes discovery() {
        return discovery;
    }

    private <A extends Attribute> @Nullable A attribute(char attribute, Class<A> type) {
        Attribute found = attributes.get(attribute);
        return type.isInstance(found) ? type.cast(found) : null;
    }

    /// The protocol number that is to be relayed, 17 for UDP; null when none is named.
    public @Nullable Integer requestedTransport() {
        var transport = attribute(Attribute.REQUESTED_TRANSPORT, RequestedTransportAttribute.class);
        return transport == null ? null : transport.getRequestedTransport();
    }

    /// Whether relayed packets are not to be fragmented.
    public boolean hasDontFragment() {
        return hasDontFragment;
    }

    /// Which connection with a peer is meant (RFC 6062); null when none is named.
    public @Nullable Integer connectionId() {
        return connectionId;
    }

    /// For how long an allocation is wished for, in seconds; null without a wish.
    public @Nullable Long lifetimeSeconds() {
        var lifetime = attribute(Attribute.LIFETIME, LifetimeAttribute.class);
        return lifetime == null ? null : Integer.toUnsignedLong(lifetime.getLifetime());
    }

    /// The channel that is to be bound; null when none is named.
    public @Nullable Integer channelNumber() {
        var number = attribute(Attribute.CHANNEL_NUMBER, ChannelNumberAttribute.class);
        return number == null ? null : (int) number.getChannelNumber();
    }

    /// The token of a port that was reserved; null when none is shown.
    public @Nullable Long reservationToken() {
        return reservationToken;
    }

    /// The ticket of an allocation that is to move, the caller's own; empty to wish for one, null
    /// without either.
    public byte @Nullable [] mobilityTicket() {
        return mobilityTicket == null ? null : mobilityTicket.clone();
    }

    /// Every XOR-PEER-ADDRESS, in order.
    public List<PeerAddress> peers() {
        return List.copyOf(peers);
    }

    /// The number of the family that is asked for, as in [AddressFamily#code()]; null when none
    /// is.
    public @Nullable Integer requestedFamily() {
        return requestedFamily;
    }

    /// The number of the family that is asked for beside IPv4; null when none is.
    public @Nullable Integer additionalFamily() {
        return additionalFamily;
    }

    /// Null when any port will do.
    public @Nullable EvenPort evenPort() {
        return evenPort;
    }

    public @Nullable String username() {
        return credentials.username();
    }

    /// The user's name when it is hidden.
    public @Nullable UserHash userHash() {
        return credentials.userHash();
    }

    public @Nullable String realm() {
        return credentials.realm();
    }

    public @Nullable String nonce() {
        return credentials.nonce();
    }

    /// The token of an authorization server, the caller's own, not looked at; null without one.
    public byte @Nullable [] accessToken() {
        byte[] token = credentials.accessToken();
        return token == null ? null : token.clone();
    }

    /// How the key was made, as the client says.
    public PasswordChoice passwordChoice() {
        return credentials.passwordChoice();
    }

    /// How the message is vouched for; null when it is not.
    public @Nullable IntegrityAlgorithm integrity() {
        return integrity;
    }

    public boolean hasFingerprint() {
        return hasFingerprint;
    }

    /// Whether the message is vouched for with the key, up to where that is done (RFC 8489 sections
    /// 14.5 and 14.6). Takes the same time for every wrong value.
    public boolean isMadeWith(Integrity key) {
        return integrity != null && key.verifies(integrity, bytes, integrityAt, integrityLength);
    }
}
