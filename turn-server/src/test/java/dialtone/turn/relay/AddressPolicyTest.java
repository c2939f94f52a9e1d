package dialtone.turn.relay;

import static dialtone.turn.relay.AddressCorpus.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.turn.relay.AddressPolicy.Denial;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Locale;

class AddressPolicyTest {

    private static final AddressPolicy STRICT = new AddressPolicy(List.of(), List.of(), false);

    static List<AddressCorpus.Entry> corpus() {
        return AddressCorpus.entries();
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void decides(AddressCorpus.Entry entry) {
        Denial denial = STRICT.check(entry.bytes());

        assertThat(denial == null ? "allowed" : denial.name().toLowerCase(Locale.ROOT))
                .isEqualTo(entry.decision());
    }

    @Test
    void allowsLoopbackInEveryFormToARelayOfThisMachine() {
        AddressPolicy local = new AddressPolicy(List.of(), List.of(), true);

        assertThat(local.check(bytes("127.0.0.1"))).isNull();
        assertThat(local.check(bytes("::1"))).isNull();
        assertThat(local.check(bytes("::ffff:127.0.0.1"))).isNull();
        assertThat(local.check(bytes("10.0.0.1"))).isEqualTo(Denial.PRIVATE);
        assertThat(local.check(bytes("0.0.0.0"))).isEqualTo(Denial.UNSPECIFIED);
        assertThat(local.check(bytes("::"))).isEqualTo(Denial.UNSPECIFIED);
    }

    @Test
    void allowsWhatTheOperatorAllowsInEveryForm() {
        AddressPolicy policy =
                new AddressPolicy(
                        List.of(Cidr.parse("10.1.0.0/16"), Cidr.parse("fd00:1::/32")),
                        List.of(),
                        false);

        assertThat(policy.check(bytes("10.1.2.3"))).isNull();
        assertThat(policy.check(bytes("::ffff:10.1.2.3"))).isNull();
        assertThat(policy.check(bytes("fd00:1::7"))).isNull();
        assertThat(policy.check(bytes("10.2.0.1"))).isEqualTo(Denial.PRIVATE);
        assertThat(policy.check(bytes("fd00:2::7"))).isEqualTo(Denial.PRIVATE);
    }

    @Test
    void deniesWhatTheOperatorDeniesInEveryFormAndBeforeWhatIsAllowed() {
        AddressPolicy policy =
                new AddressPolicy(
                        List.of(Cidr.parse("8.0.0.0/8")),
                        List.of(Cidr.parse("8.8.8.0/24"), Cidr.parse("2600::/16")),
                        false);

        assertThat(policy.check(bytes("8.8.4.4"))).isNull();
        assertThat(policy.check(bytes("8.8.8.8"))).isEqualTo(Denial.CONFIGURED);
        assertThat(policy.check(bytes("::ffff:8.8.8.8"))).isEqualTo(Denial.CONFIGURED);
        assertThat(policy.check(bytes("64:ff9b::8.8.8.8"))).isEqualTo(Denial.CONFIGURED);
        assertThat(policy.check(bytes("2002:808:808::1"))).isEqualTo(Denial.CONFIGURED);
        assertThat(policy.check(bytes("2600::1"))).isEqualTo(Denial.CONFIGURED);
    }
}
