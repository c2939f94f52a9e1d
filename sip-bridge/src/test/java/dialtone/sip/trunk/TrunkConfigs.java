package dialtone.sip.trunk;

import dialtone.config.Secret;

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
                defaults.srtp(),
                defaults.dtmf(),
                defaults.prack(),
                defaults.sessionTimer());
    }
}
