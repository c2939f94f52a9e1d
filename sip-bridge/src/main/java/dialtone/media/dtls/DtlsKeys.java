package dialtone.media.dtls;

import dialtone.media.srtp.SrtpKey;

/// What a handshake was for.
///
/// @param local what this end protects its packets with
/// @param remote what the other end does
public record DtlsKeys(SrtpKey local, SrtpKey remote) {}
