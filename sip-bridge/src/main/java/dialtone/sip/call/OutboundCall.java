package dialtone.sip.call;

import dialtone.media.BrowserLeg;
import dialtone.media.TrunkLeg;
import dialtone.media.bridge.AudioFormat;
import dialtone.media.bridge.MediaBridge;
import dialtone.media.bridge.Side;
import dialtone.media.mix.HoldMusic;
import dialtone.media.srtp.SrtpProfile;
import dialtone.signaling.hub.Bridge;
import dialtone.signaling.hub.BridgedCall;
import dialtone.signaling.message.Description;
import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.Ending;
import dialtone.signaling.message.Party;
import dialtone.signaling.message.RawJson;
import dialtone.signaling.task.SerialTasks;
import dialtone.sip.dialog.CallListener;
import dialtone.sip.dialog.Digit;
import dialtone.sip.dialog.OutgoingCall;
import dialtone.sip.dialog.PendingOffer;
import dialtone.sip.dialog.Progress;
import dialtone.sip.dialog.TransferRequest;
import dialtone.sip.sdp.Agreement;
import dialtone.sip.sdp.Answered;
import dialtone.sip.sdp.Direction;
import dialtone.sip.sdp.Format;
import dialtone.sip.sdp.PayloadFormat;
import dialtone.sip.sdp.Refusal;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;

/// A browser calls a phone.
///
/// The browser is answered at once, before the phone is: so its connectivity checks and its
/// handshake are over when the phone has something to hear, and early media is heard at all.
///
/// Threading: all state belongs to the call's queue; what the hub, SIP and media tell is put there.
final class OutboundCall implements Bridge.Leg {

    private static final Logger LOG = LoggerFactory.getLogger(OutboundCall.class);

    private static final int RINGING = 180;

    private final PhoneLine line;
    private final Route route;
    private final BridgedCall call;
    private final SerialTasks queue = new SerialTasks();
    private final BrowserSide browser;
    private @Nullable PhoneSide phone;
    private @Nullable OutgoingCall sip;
    private @Nullable MediaBridge bridge;
    private @Nullable Agreement browserAgreement;
    private @Nullable String connectedTo;
    private @Nullable PayloadFormat phoneCodec;
    private boolean isHeldHere;
    private boolean isHeldThere;
    private boolean isOver;

    OutboundCall(PhoneLine line, Route route, BridgedCall call) {
        this.line = line;
        this.route = route;
        this.call = call;
        this.browser = new BrowserSide(line.media().browser(new Browser()), line.sessionId());
    }

    /// Answers the browser and calls the phone.
    void start(RawJson offer) {
        queue.run(() -> begin(Description.of(offer).sdp()));
    }

    private void begin(String offer) {
        switch (browser.answer(offer, Formats.ALL)) {
            case Refusal refusal -> fail(EndReason.FAILED, refusal.message());
            case Agreement agreement -> {
                browserAgreement = agreement;
                call.progress(answer(agreement));
                // Ports are looked for on a thread that may wait.
                Thread.startVirtualThread(
                        () -> {
                            TrunkLeg leg = line.media().trunk();
                            queue.run(() -> dial(leg));
                        });
            }
        }
    }

    private static RawJson answer(Agreement agreement) {
        return new Description(Description.ANSWER, agreement.local().toString()).json();
    }

    private void dial(@Nullable TrunkLeg leg) {
        if (leg == null) {
            fail(EndReason.FAILED, "All ports for media of phones are taken: try again later.");
            return;
        }
        if (isOver) {
            leg.close();
            return;
        }
        PhoneSide side = new PhoneSide(leg, line.sessionId());
        phone = side;
        sip =
                line.calls()
                        .call(
                                route.request(side.offer(spoken(), Direction.SENDRECV)),
                                queue,
                                new Phone());
    }

    /// What the browser speaks, for the phone to speak it too.
    private List<Format> spoken() {
        Agreement agreement = browserAgreement;
        return agreement == null ? Formats.ALL : List.of(agreement.codec().format());
    }

    /// Joins the browser with the phone that this answer is of.
    private void connect(PhoneSide side, String answer) {
        if (answer.equals(connectedTo)) {
            return;
        }
        switch (side.answered(answer)) {
            case Refusal refusal -> fail(EndReason.FAILED, refusal.message());
            case Agreement agreement -> {
                connectedTo = answer;
                join(side, agreement);
            }
        }
    }

    private void join(PhoneSide side, Agreement agreement) {
        Agreement theirs = browserAgreement;
        if (theirs == null) {
            return;
        }
        AudioFormat browserFormat = Formats.of(theirs);
        AudioFormat phoneFormat = Formats.of(agreement);
        if (bridge != null) {
            bridge.close();
        }
        bridge =
                MediaBridge.open(
                        line.media(),
                        line.codecs(),
                        new MediaBridge.End(browser.leg(), browserFormat),
                        new MediaBridge.End(side.leg(), phoneFormat));
        phoneCodec = agreement.codec();
        isHeldThere = false;
        heldThere(!agreement.direction().isReceiving());
        LOG.debug(
                "event=phone_media_joined call_id={} browser={} phone={}",
                call.id(),
                browserFormat.codec(),
                phoneFormat.codec());
    }

    /// The phone sends nothing any more, or again: meanwhile the browser hears music.
    private void heldThere(boolean isHeld) {
        if (bridge != null && isHeld != isHeldThere) {
            isHeldThere = isHeld;
            if (isHeld) {
                bridge.hold(Side.SECOND, HoldMusic::new);
            } else {
                bridge.resume(Side.SECOND);
            }
        }
    }

    @Override
    public void ringing() {
        // Only calls that the bridge makes ring at the other side.
    }

    @Override
    public void answered(Party by, RawJson answer) {
        // Only calls that the bridge makes are answered by the other side.
    }

    @Override
    public void described(RawJson description) {
        queue.run(
                () -> {
                    Description offer = Description.of(description);
                    if (!isOver && offer.type().equals(Description.OFFER)) {
                        renegotiate(offer.sdp());
                    }
                });
    }

    /// The browser restarts ICE, holds the call, or adds what a phone cannot take.
    private void renegotiate(String offer) {
        switch (browser.answer(offer, spoken())) {
            case Refusal refusal -> fail(EndReason.MEDIA_FAILED, refusal.message());
            case Agreement agreement -> {
                browserAgreement = agreement;
                call.describe(answer(agreement));
                heldHere(!agreement.direction().isReceiving());
            }
        }
    }

    /// The browser sends nothing any more, or again: meanwhile the phone hears music, and is told
    /// that it is on hold.
    private void heldHere(boolean isHeld) {
        PhoneSide side = phone;
        OutgoingCall phoneCall = sip;
        if (bridge == null || side == null || phoneCall == null || isHeld == isHeldHere) {
            return;
        }
        isHeldHere = isHeld;
        if (isHeld) {
            bridge.hold(Side.FIRST, HoldMusic::new);
        } else {
            bridge.resume(Side.FIRST);
        }
        phoneCall.offer(side.offer(spoken(), isHeld ? Direction.SENDONLY : Direction.SENDRECV));
    }

    /// The agent is lite: it learns addresses from the checks, and needs no candidates.
    @Override
    public void trickled(RawJson candidates) {}

    @Override
    public void ended(Ending ending) {
        queue.run(this::close);
    }

    private void fail(EndReason reason, String words) {
        end(new Ending(reason, words));
    }

    private void end(Ending ending) {
        if (!isOver) {
            call.end(ending);
            close();
        }
    }

    private void close() {
        if (isOver) {
            return;
        }
        isOver = true;
        if (sip != null) {
            sip.hangUp();
        }
        if (bridge != null) {
            bridge.close();
        }
        if (phone != null) {
            phone.leg().close();
        }
        browser.leg().close();
    }

    /// What becomes of the browser's media, told on the port's thread.
    private final class Browser implements BrowserLeg.Listener {

        @Override
        public void iceConnected() {
            LOG.debug("event=phone_browser_ice_connected call_id={}", call.id());
        }

        @Override
        public void dtlsConnected(SrtpProfile profile) {
            LOG.debug("event=phone_browser_connected call_id={} srtp={}", call.id(), profile);
        }

        /// The phone stays: the browser may come back by another network.
        @Override
        public void consentLost() {
            LOG.debug("event=phone_browser_silent call_id={}", call.id());
        }

        @Override
        public void failed(String words) {
            queue.run(() -> fail(EndReason.MEDIA_FAILED, words));
        }

        @Override
        public void closedByBrowser() {
            queue.run(() -> fail(EndReason.HANGUP, "The browser has closed its connection."));
        }
    }

    /// What the phone does, told on the call's queue.
    private final class Phone implements CallListener {

        @Override
        public void onProgress(Progress progress) {
            PhoneSide side = phone;
            String answer = progress.sdp();
            if (side != null && answer != null) {
                connect(side, answer);
            }
            if (progress.status() == RINGING) {
                call.ring();
            }
        }

        @Override
        public void onEstablished(@Nullable String answer) {
            PhoneSide side = phone;
            if (side != null && answer != null) {
                connect(side, answer);
            }
            if (!isOver) {
                call.answer(null);
            }
        }

        @Override
        public void onOffer(PendingOffer offer) {
            PhoneSide side = phone;
            if (side == null) {
                return;
            }
            Direction direction = isHeldHere ? Direction.SENDONLY : Direction.SENDRECV;
            String sdp = offer.sdp();
            if (sdp == null) {
                offer.answer(side.offer(spoken(), direction));
                return;
            }
            Answered answered = side.answer(sdp, spoken());
            switch (answered) {
                case Refusal refusal -> offer.refuse(refusal.status(), "Not Acceptable Here");
                case Agreement agreement -> {
                    offer.answer(agreement.local().toString());
                    agreed(side, agreement);
                }
            }
        }

        /// A bridge for other codecs is a new one; everything else the legs take as it comes.
        private void agreed(PhoneSide side, Agreement agreement) {
            if (!agreement.codec().equals(phoneCodec)) {
                join(side, agreement);
            }
            heldThere(!agreement.direction().isReceiving());
        }

        @Override
        public void onOfferAnswered(String answer) {
            PhoneSide side = phone;
            if (side == null) {
                return;
            }
            if (side.answered(answer) instanceof Agreement agreement) {
                agreed(side, agreement);
            }
        }

        @Override
        public void onOfferRefused(int status, String reason) {
            if (phone != null) {
                phone.refused();
            }
            LOG.debug("event=phone_offer_refused call_id={} status={}", call.id(), status);
        }

        @Override
        public void onDigit(Digit digit) {
            if (bridge != null) {
                bridge.press(Side.FIRST, digit.key(), digit.millis());
            }
        }

        @Override
        public void onTransferAsked(TransferRequest request) {
            request.refuse(603, "Decline");
        }

        @Override
        public void onTransferProgress(int status, String reason, boolean isLast) {
            // No transfer is asked for.
        }

        @Override
        public void onEnded(dialtone.sip.dialog.Ending ending) {
            end(Endings.of(ending));
        }
    }
}
