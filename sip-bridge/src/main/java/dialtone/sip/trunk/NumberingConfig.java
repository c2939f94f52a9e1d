package dialtone.sip.trunk;

import dialtone.config.Problems;

import org.jspecify.annotations.Nullable;

/// How people here dial.
///
/// @param countryCode of numbers without one, such as `49`; null: such numbers stay as they are
/// @param nationalPrefix before the area code, such as `0`; empty in countries that have none
/// @param internationalPrefix before a country's code, such as `00` or `011`
public record NumberingConfig(
        @Nullable String countryCode, String nationalPrefix, String internationalPrefix) {

    public NumberingConfig {
        new Problems()
                .require(
                        countryCode == null || countryCode.matches("[1-9][0-9]{0,2}"),
                        "country-code",
                        "'" + countryCode + "' is none (expected: up to three digits, such as 49)")
                .require(
                        nationalPrefix.matches("[0-9]{0,3}"),
                        "national-prefix",
                        "'" + nationalPrefix + "' is none (expected: such as 0, or nothing)")
                .require(
                        internationalPrefix.matches("[0-9]{1,5}"),
                        "international-prefix",
                        "'" + internationalPrefix + "' is none (expected: such as 00)")
                .require(
                        !nationalPrefix.equals(internationalPrefix),
                        "national-prefix",
                        "is the same as international-prefix: nobody could tell them apart")
                .orThrow();
    }

    /// No country, and the prefixes of most.
    public static NumberingConfig defaults() {
        return new NumberingConfig(null, "0", "00");
    }
}
