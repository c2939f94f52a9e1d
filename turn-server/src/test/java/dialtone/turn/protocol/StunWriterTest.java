package dialtone.turn.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetSocketAddress;

class StunWriterTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 300, 508})
    void padsTextsOfAnyLength(int length) {
        String text = "x".repeat(length);

        byte[] bytes =
                StunWriter.request(Method.REFRESH)
                        .user(text, text, text)
                        .software(text)
                        .end(Integrity.longTerm(text, text, "secret"), true);
        StunMessage read = requireNonNull(StunMessage.read(bytes, bytes.length));

        assertThat(read.unknownAttributes()).isEmpty();
        assertThat(read.defect()).isNull();
        assertThat(read.realm()).isEqualTo(text);
        assertThat(read.nonce()).isEqualTo(text);
        assertThat(read.hasFingerprint()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "2001:db8::1234"})
    void writesAddressesAsTheLibraryReadsThem(String host) {
        InetSocketAddress address = new InetSocketAddress(host, 32_853);
        byte[] request = StunWriter.request(Method.BINDING).end(null, true);

        byte[] bytes =
                StunWriter.success(requireNonNull(StunMessage.read(request, request.length)))
                        .mappedAddress(address)
                        .relayedAddress(address)
                        .end(null, true);
        StunMessage read = requireNonNull(StunMessage.read(bytes, bytes.length));

        assertThat(read.mappedAddress()).isEqualTo(address);
        assertThat(read.relayedAddress()).isEqualTo(address);
    }
}
