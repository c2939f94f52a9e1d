package dialtone.sip.call;

import dialtone.media.TrunkLeg;
import dialtone.media.TrunkRemote;
import dialtone.media.srtp.SrtpKey;
import dialtone.sip.sdp.Agreement;
import dialtone.sip.sdp.Answered;
import dialtone.sip.sdp.CodecPreference;
import dialtone.sip.sdp.Crypto;
import dialtone.sip.sdp.Direction;
import dialtone.sip.sdp.Encryption;
import dialtone.sip.sdp.Format;
import dialtone.sip.sdp.LocalMedia;
import dialtone.sip.sdp.MediaPolicy;
import dialtone.sip.sdp.Negotiation;
import dialtone.sip.sdp.Offered;
import dialtone.sip.sdp.ParsedSdp;
import dialtone.sip.sdp.PayloadFormat;
import dialtone.sip.sdp.Refusal;
import dialtone.sip.sdp.RemoteMedia;
import dialtone.sip.sdp.RemoteOffer;
import dialtone.sip.sdp.SessionDescription;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.UnaryOperator;

/// The phone's end of a call: its descriptions, and the leg they are about.
///
/// Threading: for the end's queue.
final class PhoneSide {

    private static final int NOT_ACCEPTABLE = 488;
    private static final int PACKET_MILLIS = 20;

    private final TrunkLeg leg;
    private final SdesKeys keys;
    private final UnaryOperator<InetSocketAddress> seenAs;
    private final Negotiation negotiation;
    private List<Format> codecs = Formats.ALL;
    private Direction wanted = Direction.SENDRECV;
    private boolean isOffering;

    /// @param encryption whether media is protected by keys in the description
    /// @param seenAs where others reach an address of the leg
    PhoneSide(
            TrunkLeg leg,
            SdesKeys keys,
            Encryption encryption,
            long sessionId,
            UnaryOperator<InetSocketAddress> seenAs) {
        this.leg = leg;
        this.seenAs = seenAs;
        this.keys = keys;
        this.negotiation =
                Negotiation.withPhone(
                        new MediaPolicy(
                                Formats.ALL,
                                encryption,
                                encryption == Encryption.NEVER ? List.of() : SdesKeys.SUITES,
                                PACKET_MILLIS),
                        sessionId);
    }

    TrunkLeg leg() {
        return leg;
    }

    /// What we offer: all codecs, those first that the other end of the call speaks.
    String offer(List<Format> preferred, Direction direction) {
        codecs = CodecPreference.order(Formats.ALL, preferred, false);
        wanted = direction;
        return offer();
    }

    private String offer() {
        isOffering = true;
        return negotiation.offer(local(keys.offered()), wanted, codecs).toString();
    }

    /// Takes the answer to the offer. The same offer may be answered by several phones, one after
    /// another.
    Answered answered(String answer) {
        if (!isOffering) {
            offer();
        }
        return switch (SessionDescription.parse(answer)) {
            case ParsedSdp.Unreadable(int line, String message) ->
                    new Refusal(NOT_ACCEPTABLE, "the answer's line " + line + ": " + message);
            case ParsedSdp.Understood(var description) -> {
                isOffering = false;
                yield connected(negotiation.answered(description));
            }
        };
    }

    /// The offer was refused: what was agreed on before stays.
    void refused() {
        isOffering = false;
        negotiation.withdraw();
    }

    /// The codecs of an offer that can be answered, in its order; null and why when it cannot.
    Offered look(String offer) {
        return switch (SessionDescription.parse(offer)) {
            case ParsedSdp.Unreadable(int line, String message) ->
                    new Refusal(NOT_ACCEPTABLE, "the offer's line " + line + ": " + message);
            case ParsedSdp.Understood(var description) -> negotiation.offered(description);
        };
    }

    /// What an offer speaks.
    static List<Format> formats(RemoteOffer offer) {
        return offer.codecs().stream().map(PayloadFormat::format).toList();
    }

    /// Answers what the phone offers.
    Answered answer(String offer, List<Format> preferred, Direction direction) {
        wanted = direction;
        return switch (look(offer)) {
            case Refusal refusal -> refusal;
            case RemoteOffer understood -> {
                isOffering = false;
                yield connected(
                        negotiation.answer(
                                understood,
                                local(keys.lines()),
                                wanted,
                                CodecPreference.order(Formats.ALL, preferred, false)));
            }
        };
    }

    private LocalMedia.Plain local(List<Crypto> lines) {
        return new LocalMedia.Plain(seenAs.apply(leg.rtp()), seenAs.apply(leg.rtcp()), lines);
    }

    /// Tells the leg where the phone is, and the keys. One that holds in the way of RFC 2543 names
    /// no address, and stays where it was.
    private Answered connected(Answered answered) {
        if (!(answered instanceof Agreement agreement)
                || !(agreement.remote() instanceof RemoteMedia.Plain remote)
                || remote.rtp().getAddress().isAnyLocalAddress()) {
            return answered;
        }
        SrtpKey theirs = null;
        SrtpKey ours = null;
        if (remote.crypto() != null && agreement.localCrypto() != null) {
            theirs = SdesKeys.read(remote.crypto());
            ours = keys.of(agreement.localCrypto());
            if (theirs == null || ours == null) {
                return new Refusal(NOT_ACCEPTABLE, "the key of the crypto line cannot be used");
            }
        }
        leg.connect(new TrunkRemote(remote.rtp(), remote.rtcp(), false, ours, theirs));
        return answered;
    }

    /// Whether the media is protected as the description has it now.
    static boolean isProtected(@Nullable Agreement agreement) {
        return agreement != null && agreement.localCrypto() != null;
    }
}
