package dialtone.sip.sdp;

/// Whether media with a trunk is encrypted, by keys in the description (RFC 4568).
public enum Encryption {
    /// Keys are neither offered nor taken.
    NEVER,
    /// Keys are offered beside plain RTP (RFC 8643), and what is encrypted is taken first.
    OPTIONAL,
    /// Without keys there is no call.
    REQUIRED
}
