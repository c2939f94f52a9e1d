package dialtone.sip.trunk;

/// How a trunk is told of keys that are pressed. What it tells itself is understood in all ways.
public enum DtmfPolicy {
    /// In the media: as events where its description has them (RFC 4733), else as tones.
    RTP,
    /// By INFO, as `application/dtmf-relay`.
    INFO,
    /// By INFO, as `application/dtmf`: the key alone.
    INFO_PLAIN
}
