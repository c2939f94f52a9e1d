package dialtone.sip.policy;

import dialtone.config.Problems;

import java.time.Duration;
import java.util.List;

/// When calls are so many that something must be wrong.
///
/// @param origin in an hour, from one origin
/// @param country in an hour, to one country
/// @param usualCountries to which there may be any number
/// @param coolDown how long further calls are refused
public record BreakerConfig(
        VolumeConfig origin, VolumeConfig country, List<String> usualCountries, Duration coolDown) {

    public BreakerConfig {
        usualCountries = List.copyOf(usualCountries);
        new Problems()
                .require(
                        coolDown.compareTo(Duration.ofMinutes(1)) >= 0,
                        "cool-down",
                        "a minute is the shortest")
                .orThrow();
    }

    public static BreakerConfig defaults() {
        return new BreakerConfig(
                new VolumeConfig(600, 3000, Money.ZERO),
                new VolumeConfig(200, 600, Money.ZERO),
                List.of(),
                Duration.ofHours(1));
    }
}
