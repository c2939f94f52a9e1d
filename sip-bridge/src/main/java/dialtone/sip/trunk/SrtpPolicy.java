package dialtone.sip.trunk;

/// Whether media on a trunk is encrypted, with keys in its descriptions (SDES, RFC 4568).
public enum SrtpPolicy {
    /// It is not.
    NEVER,
    /// When the other side offers it.
    ALLOW,
    /// Calls without it fail.
    REQUIRE
}
