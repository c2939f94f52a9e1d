package dialtone.sip.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import java.util.List;

/// Whatever the bytes are: reading, writing and negotiating throw nothing, and what is written can
/// be read again.
class SdpFuzzTest {

    private static final List<Format> CODECS =
            List.of(Format.OPUS, Format.G722, Format.PCMU, Format.PCMA);

    @FuzzTest(maxDuration = "30s")
    void readsWhateverComes(byte[] bytes) {
        if (!(SessionDescription.parse(bytes)
                instanceof ParsedSdp.Understood(SessionDescription description))) {
            return;
        }
        assertThat(Sdp.read(description.toString())).isEqualTo(description);
        for (Encryption encryption : Encryption.values()) {
            MediaPolicy policy = new MediaPolicy(CODECS, encryption, List.of(Sdp.CM_80), 20);
            negotiate(Negotiation.withPhone(policy, 1), Sdp.plainMedia(), description);
        }
        MediaPolicy policy = MediaPolicy.ofBrowser(CODECS);
        negotiate(Negotiation.withBrowser(policy, 1), Sdp.browserMedia(), description);
    }

    private static void negotiate(
            Negotiation leg, LocalMedia local, SessionDescription description) {
        leg.offer(local, Direction.SENDRECV, CODECS);
        leg.answered(description);
        if (leg.offered(description) instanceof RemoteOffer offer) {
            Agreement agreement = leg.answer(offer, local, Direction.SENDRECV, CODECS);
            SessionDescription answer = agreement.local();
            assertThat(Sdp.read(answer.toString())).isEqualTo(answer);
            assertThat(answer.media()).hasSameSizeAs(description.media());
            SessionDescription again = leg.offer(local, Direction.INACTIVE, CODECS);
            assertThat(Sdp.read(again.toString())).isEqualTo(again);
        }
    }
}
