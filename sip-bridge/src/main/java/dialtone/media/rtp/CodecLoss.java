package dialtone.media.rtp;

/// How well a codec's decoder gets over lost packets, as the E-model counts it: ITU-T G.107 clause
/// 7.3, packet-loss robustness Bpl.
///
/// The scale is the one of narrowband, so that no codec has an impairment of its own here: G.711
/// has none by ITU-T G.113 appendix I, and G.722 and Opus are not worse. What loss does was taken
/// from listening models of whole calls through browsers and phones (PESQ, 1 and 5 % of random
/// loss): they are between what G.113 gives for G.711 without concealment (4.3) and with that of
/// G.711 appendix I (25.1). For G.722 as narrowband and for Opus G.113 has no values.
public enum CodecLoss {
    /// PCMU, PCMA and G722: one packet's concealment.
    REPEATED(10),
    /// Opus: with the copies of lost frames that the next packets carry, and its own concealment.
    CORRECTED(30);

    private final double robustness;

    CodecLoss(double robustness) {
        this.robustness = robustness;
    }

    double robustness() {
        return robustness;
    }
}
