package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/// Which pairs of addresses can discover anything.
class DiscoveryConfigTest {

    private static DiscoveryConfig config(
            @Nullable String alternate, int port, @Nullable String external) {
        return new DiscoveryConfig(address(alternate), port, address(external));
    }

    private static @Nullable InetAddress address(@Nullable String text) {
        return text == null ? null : InetAddress.ofLiteral(text);
    }

    private static List<InetSocketAddress> listen(String... addresses) {
        return List.of(addresses).stream()
                .map(text -> new InetSocketAddress(InetAddress.ofLiteral(text), 3478))
                .toList();
    }

    @Test
    void offersNothingByDefault() {
        assertThat(DiscoveryConfig.defaults().check(listen("0.0.0.0")).found()).isEmpty();
        assertThat(DiscoveryConfig.defaults().addresses()).isEmpty();
    }

    @Test
    void acceptsTwoAddressesOfAFamily() {
        assertThat(config("192.0.2.2", 3479, null).check(listen("192.0.2.1")).found()).isEmpty();
        assertThat(config("2001:db8::2", 3479, null).check(listen("2001:db8::1")).found())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 3479, , is a wildcard",
        "192.0.2.2, 65536, , expected: 0 to 65535",
        "192.0.2.2, 3479, 2001:db8::2, of another family than alternate-address",
        ", 3479, 203.0.113.2, expected: alternate-address as well",
    })
    void refusesWhatCannotBeUsed(
            @Nullable String alternate, int port, @Nullable String external, String words) {
        assertThatThrownBy(() -> config(alternate, port, external)).hasMessageContaining(words);
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 192.0.2.2, 3479, needs turn.listen to begin with one address",
        "2001:db8::1, 192.0.2.2, 3479, of another family than the first of turn.listen",
        "192.0.2.2, 192.0.2.2, 3479, is the first of turn.listen as well",
        "192.0.2.1, 192.0.2.2, 3478, is the port of the first of turn.listen as well",
    })
    void refusesWhatDoesNotGoWithTheFirstAddress(
            String first, String alternate, int port, String words) {
        assertThat(config(alternate, port, null).check(listen(first)).found())
                .singleElement()
                .asString()
                .contains(words);
    }

    @Test
    void refusesToListenTwiceAtTheAlternateAddress() {
        DiscoveryConfig config = config("192.0.2.2", 3479, null);

        assertThat(config.check(listen("192.0.2.1", "192.0.2.2")).found())
                .singleElement()
                .asString()
                .contains("192.0.2.2:3478", "which turn.listen has too");
        assertThat(config.check(listen("192.0.2.1", "192.0.2.3")).found()).isEmpty();
    }
}
