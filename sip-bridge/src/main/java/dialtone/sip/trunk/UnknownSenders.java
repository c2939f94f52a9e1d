package dialtone.sip.trunk;

/// What becomes of requests that come from no trunk's address.
public enum UnknownSenders {
    /// They are not answered: scanners do not learn that somebody is here.
    DROP,
    /// They are asked for a trunk's username and password, for trunks whose address changes.
    CHALLENGE,
    /// They are told that they may not call.
    REJECT
}
