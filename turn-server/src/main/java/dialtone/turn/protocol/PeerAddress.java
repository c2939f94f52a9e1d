package dialtone.turn.protocol;

import dialtone.udp.Remote;

import java.util.Arrays;
import java.util.HexFormat;

/// The address of a peer as a client named it.
///
/// It is kept as bytes until the address policy has seen it: Java's own class for addresses makes
/// an IPv4 address of an IPv6 one that maps it, and what the client wrote would be lost.
public final class PeerAddress {

    private static final int COOKIE = 0x2112_a442;
    private static final int V4_VALUE_BYTES = 8;
    private static final int V6_VALUE_BYTES = 20;
    private static final int ADDRESS_AT = 4;

    private final byte[] address;
    private final int port;

    private PeerAddress(byte[] address, int port) {
        this.address = address;
        this.port = port;
    }

    /// Reads the value of an XOR-PEER-ADDRESS (RFC 8489 section 14.2).
    ///
    /// @param message the whole message, whose bytes 4 to 20 it was combined with
    /// @throws IllegalArgumentException when it is no such value
    static PeerAddress read(byte[] message, int at, int length) {
        AddressFamily family = length < ADDRESS_AT ? null : AddressFamily.of(message[at + 1]);
        if (!(family == AddressFamily.IPV4 && length == V4_VALUE_BYTES)
                && !(family == AddressFamily.IPV6 && length == V6_VALUE_BYTES)) {
            throw new IllegalArgumentException("An address has a family and its bytes.");
        }
        int port =
                (Byte.toUnsignedInt(message[at + 2]) << Byte.SIZE
                                | Byte.toUnsignedInt(message[at + 3]))
                        ^ COOKIE >>> 16;
        byte[] address = Arrays.copyOfRange(message, at + ADDRESS_AT, at + length);
        for (int i = 0; i < address.length; i++) {
            address[i] ^= message[ADDRESS_AT + i];
        }
        return new PeerAddress(address, port);
    }

    /// 4 or 16 bytes, the caller's own.
    public byte[] address() {
        return address.clone();
    }

    public int port() {
        return port;
    }

    public AddressFamily family() {
        return address.length == V6_VALUE_BYTES - ADDRESS_AT
                ? AddressFamily.IPV6
                : AddressFamily.IPV4;
    }

    /// Where packets to it go.
    public Remote remote() {
        return Remote.of(Remote.high(address), Remote.low(address), port);
    }

    /// For logs: the bytes that came.
    @Override
    public String toString() {
        return HexFormat.of().formatHex(address) + ":" + port;
    }
}
