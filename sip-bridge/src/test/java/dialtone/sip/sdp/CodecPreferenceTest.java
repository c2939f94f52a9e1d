package dialtone.sip.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class CodecPreferenceTest {

    private static final List<Format> OWN =
            List.of(Format.OPUS, Format.G722, Format.PCMU, Format.PCMA);

    @Test
    void takesTheSameCodecAsTheOtherLeg() {
        assertThat(CodecPreference.order(OWN, List.of(Format.PCMA, Format.PCMU), false))
                .containsExactly(Format.PCMA, Format.PCMU, Format.OPUS, Format.G722);
    }

    @Test
    void takesOpusWhereItIsWorthTranscoding() {
        assertThat(CodecPreference.order(OWN, List.of(Format.PCMA), true))
                .containsExactly(Format.OPUS, Format.PCMA, Format.G722, Format.PCMU);
    }

    @Test
    void keepsItsOwnOrderWhenNothingIsKnown() {
        assertThat(CodecPreference.order(OWN, List.of(), false)).isEqualTo(OWN);
    }
}
