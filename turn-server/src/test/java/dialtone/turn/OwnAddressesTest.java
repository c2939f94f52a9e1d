package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;

/// What else listens on the relay's own machine is not reached through the relay, whatever the
/// address policy allows.
class OwnAddressesTest extends WithServer {

    private static final String OWN = "192.0.2.1";
    private static final int RELAY_PORT = 20_001;
    private static final int OTHER_PORT = 53;

    @BeforeEach
    void restart() throws IOException {
        restart(TestTurn.config().behind(OWN).allowing("192.0.2.0/24"));
    }

    @Test
    void tellsTheExternalAddress() throws IOException {
        assertThat(client.relay().getAddress()).isEqualTo(at(OWN, 0).getAddress());
    }

    @Test
    void bindsAChannelToARelayedAddressOfItsOwn() throws IOException {
        client.relay();

        assertThat(client.bind(FIRST_CHANNEL, at(OWN, RELAY_PORT)).code()).isEqualTo(200);
        assertThat(client.bind(FIRST_CHANNEL + 1, at("192.0.2.2", OTHER_PORT)).code())
                .isEqualTo(200);
    }

    @Test
    void bindsNoChannelToAnythingElseThere() throws IOException {
        client.relay();

        assertThat(client.bind(FIRST_CHANNEL, at(OWN, OTHER_PORT)).code()).isEqualTo(403);
        assertThat(
                        registry.get("dialtone.turn.permission.denied")
                                .tag("reason", "own")
                                .counter()
                                .count())
                .isOne();
    }

    @Test
    void sendsNothingToAnythingElseThere() throws IOException {
        client.relay();
        assertThat(client.permit(at(OWN, RELAY_PORT)).code()).isEqualTo(200);

        client.sendIndication(at(OWN, OTHER_PORT), "a question for the name server");

        awaitDropped(1, "no-permission");
    }

    @Nested
    class AServiceOfTheProcess {

        /// An address of this machine that the policy denies.
        private static final String PRIVATE = "10.9.8.7";

        private static final int MEDIA_PORT = 7_000;

        @BeforeEach
        void serve() throws IOException {
            restart(TestTurn.config().behind(OWN).allowing("192.0.2.0/24"));
            server.serve(List.of(at(OWN, MEDIA_PORT), at(PRIVATE, MEDIA_PORT)));
            client.relay();
        }

        @Test
        void isReachedAtItsPortAndNowhereElse() throws IOException {
            for (String address : List.of(OWN, PRIVATE)) {
                assertThat(client.permit(at(address, MEDIA_PORT)).code()).isEqualTo(200);
                assertThat(client.bind(FIRST_CHANNEL, at(address, MEDIA_PORT + 1)).code())
                        .isEqualTo(403);
            }
            assertThat(client.bind(FIRST_CHANNEL, at(OWN, MEDIA_PORT)).code()).isEqualTo(200);
            assertThat(client.bind(FIRST_CHANNEL + 1, at(PRIVATE, MEDIA_PORT)).code())
                    .isEqualTo(200);
        }

        @Test
        void opensNoRelayedPortOfAnAddressThatRelaysNothing() throws IOException {
            assertThat(client.bind(FIRST_CHANNEL, at(OWN, RELAY_PORT)).code()).isEqualTo(200);
            assertThat(client.bind(FIRST_CHANNEL + 1, at(PRIVATE, RELAY_PORT)).code())
                    .isEqualTo(403);
        }

        @Test
        void isSentNothingAtOtherPorts() throws IOException {
            client.permit(at(PRIVATE, MEDIA_PORT));

            client.sendIndication(at(PRIVATE, MEDIA_PORT + 1), "a question for its neighbour");

            awaitDropped(1, "no-permission");
        }

        @Test
        void opensNoAddressBesideIt() throws IOException {
            assertThat(client.permit(at("10.9.8.6", MEDIA_PORT)).code()).isEqualTo(403);
        }

        @Test
        void isNotReachedWhenTheOperatorDeniesIt() throws IOException {
            restart(TestTurn.config().behind(OWN).denying("10.9.8.0/24"));
            server.serve(List.of(at(PRIVATE, MEDIA_PORT)));
            client.relay();

            assertThat(client.permit(at(PRIVATE, MEDIA_PORT)).code()).isEqualTo(403);
        }
    }
}
