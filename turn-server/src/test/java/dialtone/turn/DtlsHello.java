package dialtone.turn;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// The beginning of a DTLS handshake, byte by byte, as strangers may send it.
final class DtlsHello {

    static final int MESSAGE_TYPE_AT = 13;
    static final int HELLO_VERIFY_REQUEST = 3;

    private static final int HELLO_BYTES = 66;
    private static final int COOKIE_AT = 13 + 12 + 3;
    private static final int HELLO_COOKIE_AT = 13 + 12 + 2 + 32 + 1;

    private DtlsHello() {}

    /// A ClientHello as a client would begin with, without a cookie.
    static byte[] hello(int random) {
        return ByteBuffer.allocate(13 + 12 + HELLO_BYTES)
                .put((byte) 22)
                .putShort((short) 0xfefd)
                .putShort((short) 0)
                .putInt(0)
                .putShort((short) 0)
                .putShort((short) (12 + HELLO_BYTES))
                .putInt(1 << 24 | HELLO_BYTES)
                .putInt(0)
                .putShort((short) 0)
                .putShort((short) HELLO_BYTES)
                .putShort((short) 0xfefd)
                .putInt(random)
                .put(new byte[28])
                // No session to go on with, no cookie; a cipher suite, safe renegotiation.
                .putShort((short) 0)
                .putShort((short) 4)
                .putShort((short) DtlsWire.AES_128)
                .putShort((short) 0x00ff)
                .putShort((short) 0x0100)
                // The extensions: the curve secp256r1, signatures of it, the extended secret.
                .putShort((short) 20)
                .putLong(0x000a_0004_0002_0017L)
                .putLong(0x000d_0004_0002_0403L)
                .putInt(0x0017_0000)
                .array();
    }

    /// The cookie that the server answers with.
    static byte[] cookie(UdpWire from, byte[] hello) throws IOException {
        from.send(hello);
        byte[] answer = from.receive();
        return Arrays.copyOfRange(answer, COOKIE_AT, answer.length);
    }

    static byte[] withCookie(byte[] hello, byte[] cookie) {
        ByteBuffer with =
                ByteBuffer.allocate(hello.length + cookie.length)
                        .put(hello, 0, HELLO_COOKIE_AT)
                        .put((byte) cookie.length)
                        .put(cookie)
                        .put(hello, HELLO_COOKIE_AT + 1, hello.length - HELLO_COOKIE_AT - 1);
        int length = with.position() - 13 - 12;
        // Its number among records, among messages, and its lengths.
        with.put(10, (byte) 1).putShort(11, (short) (length + 12));
        with.putInt(13, 1 << 24 | length).putShort(17, (short) 1).putShort(23, (short) length);
        return with.array();
    }
}
