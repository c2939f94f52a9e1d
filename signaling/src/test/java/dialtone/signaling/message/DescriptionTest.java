package dialtone.signaling.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DescriptionTest {

    @Test
    void isReadAsItTravels() {
        Description offer = new Description(Description.OFFER, "v=0\r\ns=\"é\"\r\n");

        assertThat(Description.of(offer.json())).isEqualTo(offer);
    }

    @Test
    void ofARollbackHasNoSdp() {
        assertThat(Description.of(RawJson.of("{\"type\":\"rollback\",\"sdp\":null}")))
                .isEqualTo(new Description("rollback", ""));
    }
}
