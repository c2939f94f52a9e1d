package dialtone.turn.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "192.0.2.128/25, 192.0.2.128, true",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.6, false",
        "0.0.0.0/0, 255.255.255.255, true",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "2001:db8:0:1::/64, 2001:db8:0:1:ffff:ffff:ffff:ffff, true",
        "2001:db8:0:1::/64, 2001:db8:0:2::, false",
        "2001:db8::/63, 2001:db8:0:1:8000::, true",
        "2001:db8:0:1:8000::/65, 2001:db8:0:1:8000::1, true",
        "2001:db8:0:1:8000::/65, 2001:db8:0:1:7fff:ffff:ffff:ffff, false",
        "2001:db8:0:1::/65, 2001:db8:0:1:8000::, false",
        "8000::/1, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, true",
        "8000::/1, 7fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, false",
        "128.0.0.0/1, 255.255.255.255, true",
        "128.0.0.0/1, 127.255.255.255, false",
        "ff00::/8, feff::1, false",
        "ff00::/8, ff02::1, true",
        "::/0, 10.0.0.1, false",
        "0.0.0.0/0, ::1, false",
    })
    // The borders are those that CVE-2026-73213 of another server got wrong: comparing halves of
    // an address, and signed numbers.
    void knowsWhatLiesInIt(String block, String address, boolean isIn) {
        assertThat(Cidr.parse(block).contains(AddressCorpus.bytes(address))).isEqualTo(isIn);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/8", "192.0.2.7/32", "2001:db8::/33", "::/0", "::1"})
    void isReadAsItIsWritten(String text) {
        Cidr block = Cidr.parse(text);

        assertThat(Cidr.parse(block.toString())).isEqualTo(block);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.1/8",
                "10.0.0/8",
                "example.org/8",
                "::/129",
                "10.0.0.0/8/8",
                "fe80::1%lo/64"
            })
    void refusesWhatIsNoBlock(String text) {
        assertThatThrownBy(() -> Cidr.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected");
    }
}
