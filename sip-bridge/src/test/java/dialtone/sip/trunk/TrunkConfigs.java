package dialtone.sip.trunk;

import dialtone.config.Secret;
import dialtone.sip.agent.Transport;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Configurations of trunks for tests.
final class TrunkConfigs {

    private TrunkConfigs() {}

    static TrunkConfig at(String host) {
        return writing(host, NumberFormat.E164);
    }

    static TrunkConfig writing(String host, NumberFormat format) {
        return of(host, null, false, Duration.ZERO, 0, format, CallerIdConfig.defaults(), Map.of());
    }

    static TrunkConfig registering(String host, String username) {
        return of(
                host,
                username,
                true,
                Duration.ZERO,
                0,
                NumberFormat.E164,
                CallerIdConfig.defaults(),
                Map.of());
    }

    static TrunkConfig pinged(String host, Duration ping) {
        return of(
                host, null, false, ping, 0, NumberFormat.E164, CallerIdConfig.defaults(), Map.of());
    }

    /// At a port of loopback, over TLS, asked from time to time whether it is there.
    static TrunkConfig overTls(int port, TrunkTlsConfig tls) {
        TrunkConfig usual = pinged("127.0.0.1:" + port, Duration.ofSeconds(30));
        return new TrunkConfig(
                usual.host(),
                Transport.TLS,
                tls,
                usual.outboundProxy(),
                usual.username(),
                usual.password(),
                usual.register(),
                usual.registrationLifetime(),
                usual.ping(),
                usual.maxCalls(),
                usual.numberFormat(),
                usual.callerId(),
                usual.numbers(),
                usual.acceptFrom(),
                usual.headers(),
                usual.passHeaders(),
                usual.srtp(),
                usual.dtmf(),
                usual.prack(),
                usual.sessionTimer());
    }

    static TrunkConfig of(
            String host,
            @Nullable String username,
            boolean register,
            Duration ping,
            int maxCalls,
            NumberFormat format,
            CallerIdConfig callerId,
            Map<String, String> numbers) {
        TrunkConfig defaults = TrunkConfig.defaults();
        return new TrunkConfig(
                host,
                null,
                defaults.tls(),
                null,
                username,
                username == null ? null : new Secret("secret"),
                register,
                defaults.registrationLifetime(),
                ping,
                maxCalls,
                format,
                callerId,
                numbers,
                List.of(),
                Map.of(),
                List.of(),
                defaults.srtp(),
                defaults.dtmf(),
                defaults.prack(),
                defaults.sessionTimer());
    }
}
