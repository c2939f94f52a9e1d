package dialtone.sip.call;

import dialtone.media.TrunkLeg;
import dialtone.media.bridge.SoundLeg;
import dialtone.sip.dialog.CallListener;
import dialtone.sip.dialog.Digit;
import dialtone.sip.dialog.Ending;
import dialtone.sip.dialog.IncomingCall;
import dialtone.sip.dialog.PendingOffer;
import dialtone.sip.dialog.Progress;
import dialtone.sip.dialog.TransferRequest;
import dialtone.sip.message.SipUri;
import dialtone.sip.sdp.Agreement;
import dialtone.sip.sdp.Direction;
import dialtone.sip.sdp.Encryption;
import dialtone.sip.sdp.Refusal;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.UnaryOperator;

/// A call to a [TestNumber]: a phone of our own, over real SIP and RTP.
///
/// Threading: all state belongs to the call's queue.
final class TestCall implements CallListener {

    private final PhoneLine line;
    private final IncomingCall call;
    private @Nullable PhoneSide phone;
    private @Nullable SoundLeg sounds;
    private boolean isOver;

    TestCall(PhoneLine line, IncomingCall call) {
        this.line = line;
        this.call = call;
    }

    /// Rings, and answers as soon as there are ports for its media; other numbers are refused.
    void start() {
        TestNumber number =
                call.invite().uri() instanceof SipUri uri ? TestNumber.of(uri.user()) : null;
        if (number == null) {
            call.reject(404, "Not Found", List.of());
            return;
        }
        call.ring();
        Thread.startVirtualThread(
                () -> {
                    TrunkLeg leg = line.media().trunk();
                    call.queue().run(() -> answer(number, leg));
                });
    }

    private void answer(TestNumber number, @Nullable TrunkLeg leg) {
        String offer = call.sdp();
        if (leg == null) {
            call.reject(503, "No Media Port Is Free", List.of());
            return;
        }
        if (isOver || offer == null) {
            leg.close();
            call.reject(488, "Not Acceptable Here", List.of());
            return;
        }
        PhoneSide side =
                new PhoneSide(
                        leg,
                        line.keys(),
                        Encryption.OPTIONAL,
                        line.sessionId(),
                        UnaryOperator.identity());
        phone = side;
        switch (side.answer(offer, Formats.ALL, Direction.SENDRECV)) {
            case Refusal refusal -> call.reject(refusal.status(), refusal.message(), List.of());
            case Agreement agreement -> {
                listen(number, side, agreement);
                call.answer(agreement.local().toString());
            }
        }
    }

    private void listen(TestNumber number, PhoneSide side, Agreement agreement) {
        SoundLeg opened =
                SoundLeg.open(line.media(), line.codecs(), side.leg(), Formats.of(agreement));
        sounds = opened;
        number.begin(opened, call::hangUp);
    }

    @Override
    public void onOffer(PendingOffer offer) {
        PhoneSide side = phone;
        String sdp = offer.sdp();
        if (side == null || sdp == null) {
            offer.refuse(488, "Not Acceptable Here");
            return;
        }
        switch (side.answer(sdp, Formats.ALL, Direction.SENDRECV)) {
            case Refusal refusal -> offer.refuse(refusal.status(), "Not Acceptable Here");
            case Agreement agreement -> offer.answer(agreement.local().toString());
        }
    }

    @Override
    public void onTransferAsked(TransferRequest request) {
        request.refuse(603, "Decline");
    }

    @Override
    public void onEnded(Ending ending) {
        isOver = true;
        if (sounds != null) {
            sounds.close();
        }
        if (phone != null) {
            phone.leg().close();
        }
    }

    @Override
    public void onProgress(Progress progress) {
        // Nobody is called.
    }

    @Override
    public void onEstablished(@Nullable String sdp) {
        // Its sounds play since the answer.
    }

    @Override
    public void onOfferAnswered(String sdp) {
        // It makes no offers.
    }

    @Override
    public void onOfferRefused(int status, String reason) {
        // It makes no offers.
    }

    /// What is pressed counts as sound only: the menu shows that it arrives there.
    @Override
    public void onDigit(Digit digit) {}

    @Override
    public void onTransferProgress(int status, String reason, boolean isLast) {
        // No transfer is asked for.
    }
}
