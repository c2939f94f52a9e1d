package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;

/// The relay finds out by itself whether it works.
class SelfTestTest extends WithServer {

    private double count(String result) {
        return registry.find("dialtone.turn.self.test").tag("result", result).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private double success() {
        return registry.get("dialtone.turn.self.test.success").gauge().value();
    }

    private void awaitTest(String result) {
        await("self-test: " + result, () -> count(result) == 1);
    }

    @Test
    void passesWhereverItListensAndWhoeverIsKnown() throws IOException {
        restart(TestTurn.config().withoutUsers().withoutSecrets().testingItself().quotas(1, 2));

        awaitTest("passed");

        await("success", () -> success() == 1);
        assertThat(server.selfTestProblem()).isNull();
        assertThat(registry.get("dialtone.turn.self.test.duration").timer().count()).isOne();
        assertThat(server.allocations()).isEmpty();
    }

    @Test
    void passesWhenItListensOnAllAddresses() throws IOException {
        restart(TestTurn.config().on("0.0.0.0").relayingOn("127.0.0.1").testingItself());

        awaitTest("passed");
    }

    @Test
    void passesBehindANat() throws IOException {
        restart(TestTurn.config().behind("198.51.100.7").allowing("198.51.100.7").testingItself());

        awaitTest("passed");
    }

    @Test
    void passesWhenThePolicyAloneIsAgainstIt() throws IOException {
        restart(TestTurn.config().denying("127.0.0.1/32").testingItself());

        awaitTest("denied");

        await("success", () -> success() == 1);
        assertThat(server.selfTestProblem()).isNull();
    }

    @Test
    void saysWhatFailed() throws IOException {
        restart(TestTurn.config().relayPorts(20_000, 20_000).testingItself());

        awaitTest("failed");

        await("success", () -> success() == 0);
        assertThat(server.selfTestProblem())
                .contains("self-test failed at 'second allocation'", "508");
    }

    @Test
    void itsUsersAreKnownAfterAReload() throws IOException {
        TestTurn config = TestTurn.config().testingItself();
        SelfTest test = new SelfTest(Duration.ofHours(1), registry);
        TurnConfig admitted = test.admit(config.build());

        assertThat(admitted.users()).hasSize(config.build().users().size() + 2);
        assertThat(test.admit(config.withoutUsers().build()).users())
                .hasSize(2)
                .allSatisfy(
                        (name, password) ->
                                assertThat(admitted.users()).containsEntry(name, password))
                .allSatisfy((name, _) -> assertThat(test.isOwn(name)).isTrue());
    }

    @Test
    void reportsNothingWhileTheRelayIsDrained() {
        SelfTest test = new SelfTest(Duration.ofHours(1), registry);
        test.run(address(), () -> false);
        assertThat(test.problem()).contains("401");

        server.drain(true);
        test.run(address(), server::isDraining);

        assertThat(test.problem()).isNull();
        assertThat(count("skipped")).isOne();
    }

    @Test
    void thatIsTurnedOffAddsNobody() {
        assertThat(registry.find("dialtone.turn.self.test.success").gauge()).isNull();
        TurnConfig config = TestTurn.config().build();
        assertThat(new SelfTest(Duration.ZERO, registry).admit(config)).isEqualTo(config);
    }
}
