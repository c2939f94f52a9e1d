package dialtone.signaling.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.config.InvalidConfigException;
import dialtone.config.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

        assertThatThrownBy(() -> new AdminConfig(unknown, List.of(), List.of()))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessage("listen: the host no.such.host.invalid is not known");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fifteen-letters", "a key with blanks", "sixteen-letters\u00fc"})
    void refusesKeysThatAreShortOrNoneOfAHeader(String key) {
        InetSocketAddress listen = AdminConfig.defaults().listen();
        List<Secret> keys = List.of(new Secret(key));

        assertThatThrownBy(() -> new AdminConfig(listen, keys, List.of()))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("keys: a key must have at least 16 characters")
                .hasMessageNotContaining(key);
    }
}
