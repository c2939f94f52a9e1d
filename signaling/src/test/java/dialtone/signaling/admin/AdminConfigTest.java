package dialtone.signaling.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.config.InvalidConfigException;

import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.util.List;

class AdminConfigTest {

    @Test
    void isOnLoopbackByDefault() {
        assertThat(AdminConfig.defaults().listen().getAddress().isLoopbackAddress()).isTrue();
    }

    @Test
    void refusesAHostNobodyKnows() {
        InetSocketAddress unknown = InetSocketAddress.createUnresolved("no.such.host.invalid", 1);

        assertThatThrownBy(() -> new AdminConfig(unknown, List.of()))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessage("listen: the host no.such.host.invalid is not known");
    }
}
