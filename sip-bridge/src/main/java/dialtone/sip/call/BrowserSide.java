package dialtone.sip.call;

import dialtone.media.BrowserLeg;
import dialtone.media.LocalTransport;
import dialtone.media.RemoteTransport;
import dialtone.media.dtls.DtlsSetup;
import dialtone.sip.sdp.Agreement;
import dialtone.sip.sdp.Answered;
import dialtone.sip.sdp.Candidate;
import dialtone.sip.sdp.CodecPreference;
import dialtone.sip.sdp.Direction;
import dialtone.sip.sdp.Fingerprint;
import dialtone.sip.sdp.Format;
import dialtone.sip.sdp.IceCredentials;
import dialtone.sip.sdp.LocalMedia;
import dialtone.sip.sdp.MediaPolicy;
import dialtone.sip.sdp.Negotiation;
import dialtone.sip.sdp.ParsedSdp;
import dialtone.sip.sdp.Refusal;
import dialtone.sip.sdp.RemoteMedia;
import dialtone.sip.sdp.RemoteOffer;
import dialtone.sip.sdp.SessionDescription;

import java.util.List;
import java.util.Objects;

/// The browser's end of a call: its descriptions, and the leg they are about.
///
/// Threading: for the call's queue.
final class BrowserSide {

    private static final int NOT_ACCEPTABLE = 488;

    private final BrowserLeg leg;
    private final boolean isOpusFirst;
    private final Negotiation negotiation;

    /// @param isOpusFirst whether the browser speaks Opus even if that must be coded anew
    BrowserSide(BrowserLeg leg, boolean isOpusFirst, long sessionId) {
        this.leg = leg;
        this.isOpusFirst = isOpusFirst;
        this.negotiation = Negotiation.withBrowser(MediaPolicy.ofBrowser(Formats.ALL), sessionId);
    }

    BrowserLeg leg() {
        return leg;
    }

    /// Answers what the browser offers, the first time or anew.
    ///
    /// @param preferred codecs that the other side can do
    Answered answer(String offer, List<Format> preferred) {
        return switch (SessionDescription.parse(offer)) {
            case ParsedSdp.Unreadable(int line, String message) ->
                    new Refusal(NOT_ACCEPTABLE, "the offer's line " + line + ": " + message);
            case ParsedSdp.Understood(var description) ->
                    switch (negotiation.offered(description)) {
                        case Refusal refusal -> refusal;
                        case RemoteOffer understood -> answer(understood, preferred);
                    };
        };
    }

    /// What we offer a browser that is called.
    ///
    /// @param preferred codecs that the other side can do
    String offer(List<Format> preferred) {
        return negotiation
                .offer(
                        media(leg.offer()),
                        Direction.SENDRECV,
                        CodecPreference.order(Formats.ALL, preferred, isOpusFirst))
                .toString();
    }

    /// Takes the browser's answer to [#offer(List)].
    Answered answered(String answer) {
        return switch (SessionDescription.parse(answer)) {
            case ParsedSdp.Unreadable(int line, String message) ->
                    new Refusal(NOT_ACCEPTABLE, "the answer's line " + line + ": " + message);
            case ParsedSdp.Understood(var description) -> {
                Answered answered = negotiation.answered(description);
                if (answered instanceof Agreement agreement
                        && agreement.remote() instanceof RemoteMedia.Browser remote) {
                    leg.accept(transport(remote));
                }
                yield answered;
            }
        };
    }

    private Agreement answer(RemoteOffer offer, List<Format> preferred) {
        RemoteMedia.Browser remote = (RemoteMedia.Browser) offer.remote();
        LocalTransport local = leg.answer(transport(remote));
        return negotiation.answer(
                offer,
                media(local),
                Direction.SENDRECV,
                CodecPreference.order(Formats.ALL, preferred, isOpusFirst));
    }

    private static RemoteTransport transport(RemoteMedia.Browser remote) {
        return new RemoteTransport(
                new dialtone.media.ice.IceCredentials(
                        remote.ice().ufrag(), remote.ice().password()),
                remote.fingerprints().stream()
                        .map(each -> new dialtone.media.dtls.Fingerprint(each.hash(), each.value()))
                        .toList(),
                remote.isDtlsClient() ? DtlsSetup.PASSIVE : DtlsSetup.ACTIVE);
    }

    private static LocalMedia.Browser media(LocalTransport local) {
        return new LocalMedia.Browser(
                new IceCredentials(local.ice().ufrag(), local.ice().password()),
                local.candidates().stream()
                        .map(Candidate::parse)
                        .map(Objects::requireNonNull)
                        .toList(),
                new Fingerprint(local.fingerprint().hash(), local.fingerprint().value()));
    }
}
