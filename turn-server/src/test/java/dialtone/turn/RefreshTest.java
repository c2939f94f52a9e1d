package dialtone.turn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;

/// Refresh (RFC 8656 section 8).
class RefreshTest extends WithServer {

    @Test
    void extendsTheLifetime() throws IOException {
        client.relay();

        assertThat(client.refresh(1800).number(StunBytes.LIFETIME)).isEqualTo(1800);
    }

    @Test
    void endsTheAllocation() throws IOException {
        client.relay();

        StunAnswer ended = client.refresh(0);

        assertThat(ended.number(StunBytes.LIFETIME)).isZero();
        assertThat(client.refresh(600).code()).isEqualTo(437);
        assertThat(client.allocate().isSuccess()).isTrue();
    }

    @Test
    void needsAnAllocation() throws IOException {
        assertThat(client.refresh(600).code()).isEqualTo(437);
    }

    @Test
    void refusesTheFamilyOfAnotherAllocation() throws IOException {
        client.relay();

        StunAnswer answer =
                client.request(
                        StunBytes.REFRESH,
                        r -> r.withInt(StunBytes.REQUESTED_ADDRESS_FAMILY, 2 << 24));

        assertThat(answer.code()).isEqualTo(443);
    }
}
