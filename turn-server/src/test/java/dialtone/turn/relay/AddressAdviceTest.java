package dialtone.turn.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.List;

/// What is said at the start about addresses that cannot work.
class AddressAdviceTest {

    private static final List<InetAddress> OWN =
            List.of(
                    InetAddress.ofLiteral("127.0.0.1"),
                    InetAddress.ofLiteral("10.0.0.5"),
                    InetAddress.ofLiteral("198.51.200.7"));

    private static List<String> advice(String relay, @Nullable String external) {
        return advice(relay, external, false);
    }

    private static List<String> advice(
            String relay, @Nullable String external, boolean isContainer) {
        return AddressAdvice.of(
                RelayAddresses.parse(relay),
                external == null ? null : RelayAddresses.parse(external),
                OWN,
                isContainer);
    }

    @Test
    void saysNothingOfAPublicAddressOfThisMachine() {
        assertThat(advice("198.51.200.7", null)).isEmpty();
    }

    @Test
    void saysNothingOfARelayForThisMachineAlone() {
        assertThat(advice("127.0.0.1", null)).isEmpty();
    }

    @Test
    void saysNothingOfAPrivateAddressBehindANat() {
        assertThat(advice("10.0.0.5", "8.8.4.4")).isEmpty();
    }

    @Test
    void wantsTheNatsAddressForAPrivateOne() {
        assertThat(advice("10.0.0.5", null))
                .singleElement()
                .asString()
                .contains("10.0.0.5", "turn.external-address")
                .doesNotContain("container");
    }

    @Test
    void tellsWhatToDoInAContainer() {
        assertThat(advice("10.0.0.5", null, true))
                .singleElement()
                .asString()
                .contains("in a container", "host's network");
    }

    @Test
    void tellsTheMachinesAddressesWhenTheRelaysIsNoneOfThem() {
        assertThat(advice("8.8.4.4", null))
                .singleElement()
                .asString()
                .contains("8.8.4.4 is not an address of this machine", "10.0.0.5, 198.51.200.7")
                .doesNotContain("127.0.0.1");
    }

    @Test
    void doubtsAnExternalAddressThatIsPrivate() {
        assertThat(advice("10.0.0.5", "192.168.1.1"))
                .singleElement()
                .asString()
                .contains("192.168.1.1 is no public address");
    }

    @Test
    void doubtsAnExternalAddressThatIsTheMachinesOwn() {
        assertThat(advice("10.0.0.5", "198.51.200.7"))
                .singleElement()
                .asString()
                .contains("198.51.200.7 is this machine's own");
    }

    @Test
    void looksAtEachFamily() {
        assertThat(advice("198.51.200.7, fd00::7", null))
                .anySatisfy(
                        text -> assertThat(text).contains("fd00:0:0:0:0:0:0:7 is not an address"))
                .anySatisfy(text -> assertThat(text).contains("its own network only"))
                .hasSize(2);
    }
}
