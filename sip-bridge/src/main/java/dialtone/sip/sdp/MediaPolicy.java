package dialtone.sip.sdp;

import java.util.List;

/// What a leg may come to with the other side.
///
/// @param codecs that can be used, the preferred first; without keypad events, which are always
///     offered
/// @param encryption of a trunk; a browser's media always is
/// @param suites that [Crypto] lines may name
/// @param ptimeMillis how long a packet is, if the other side does not say
public record MediaPolicy(
        List<Format> codecs, Encryption encryption, List<String> suites, int ptimeMillis) {

    public MediaPolicy {
        codecs = List.copyOf(codecs);
        suites = List.copyOf(suites);
        if (codecs.isEmpty() || codecs.stream().anyMatch(Format::isTelephoneEvent)) {
            throw new IllegalArgumentException("at least one codec, and no events: " + codecs);
        }
        if (encryption != Encryption.NEVER && suites.isEmpty()) {
            throw new IllegalArgumentException("encryption needs a suite");
        }
    }

    /// For a browser's leg.
    public static MediaPolicy ofBrowser(List<Format> codecs) {
        return new MediaPolicy(codecs, Encryption.NEVER, List.of(), 20);
    }
}
