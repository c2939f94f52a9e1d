package dialtone.sip.trunk;

import dialtone.config.Problems;

import org.jspecify.annotations.Nullable;

/// Whom phones are shown.
///
/// @param number the one number of all calls; null: the trunk's username where it registers, and
///     else whoever calls
/// @param domain behind the `@` of the caller; null: the trunk's host where it has a username, and
///     else ourselves
/// @param asserted whether the number also stands in P-Asserted-Identity (RFC 3325), which
///     carriers believe more than From
/// @param hidden whether phones are shown nobody: From is anonymous, and Privacy says `id`
public record CallerIdConfig(
        @Nullable String number, @Nullable String domain, boolean asserted, boolean hidden) {

    public CallerIdConfig {
        new Problems()
                .require(
                        number == null || number.matches("[^\\s\\p{Cntrl}@<>\"]{1,64}"),
                        "number",
                        "'" + number + "' is none (expected: such as +4930123456)")
                .require(
                        domain == null || Host.isName(domain),
                        "domain",
                        "'" + domain + "' is none (expected: such as example.com)")
                .orThrow();
    }

    /// Whoever calls, asserted.
    public static CallerIdConfig defaults() {
        return new CallerIdConfig(null, null, true, false);
    }
}
