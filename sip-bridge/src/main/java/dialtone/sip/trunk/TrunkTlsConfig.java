package dialtone.sip.trunk;

import dialtone.config.Problems;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/// Connections to a trunk over TLS.
///
/// @param ca a PEM file with the certificates of those who sign for the trunk; null: whom Java
///     trusts
/// @param certificate a PEM file with what we show a trunk that asks, followed by those of who
///     signed it; null for nothing
/// @param key a PEM file with its key, not encrypted
public record TrunkTlsConfig(@Nullable Path ca, @Nullable Path certificate, @Nullable Path key) {

    public TrunkTlsConfig {
        new Problems().requirePair(certificate, key).orThrow();
    }

    /// Whom Java trusts, and nothing to show.
    public static TrunkTlsConfig defaults() {
        return new TrunkTlsConfig(null, null, null);
    }

    boolean isUsual() {
        return ca == null && certificate == null;
    }
}
