package dialtone.sip.call;

import dialtone.media.BrowserLeg;
import dialtone.media.Leg;
import dialtone.media.MediaPort;
import dialtone.media.ice.IceCredentials;
import dialtone.media.srtp.SrtpProfile;
import dialtone.signaling.hub.Bridge;
import dialtone.signaling.hub.BridgedCall;
import dialtone.signaling.message.Address;
import dialtone.signaling.message.Description;
import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.Ending;
import dialtone.signaling.message.Gateway;
import dialtone.signaling.message.Party;
import dialtone.signaling.message.RawJson;
import dialtone.signaling.message.SetupStage;
import dialtone.signaling.task.SerialTasks;
import dialtone.signaling.ticket.Ticket;
import dialtone.sip.dialog.Digit;
import dialtone.sip.sdp.Agreement;
import dialtone.sip.sdp.Answered;
import dialtone.sip.sdp.Format;
import dialtone.sip.sdp.Refusal;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/// The end of a conversation that is a browser.
///
/// One that calls is answered at once, before the phone is: so its connectivity checks and its
/// handshake are over when the phone has something to hear, and early media is heard at all.
///
/// Threading: see [End]; all state belongs to the end's queue.
final class BrowserEnd extends End implements Bridge.Leg {

    private static final Logger LOG = LoggerFactory.getLogger(BrowserEnd.class);

    private static final int RINGING = 180;
    private static final int USUAL_DIGIT_MILLIS = 160;

    private final BrowserSide side;
    private List<Format> formats;
    private volatile @Nullable BridgedCall call;
    private boolean isAnswered;

    private BrowserEnd(
            PhoneLine line, List<Format> formats, Gateway.@Nullable Ice ice, Owner owner) {
        super(new SerialTasks(() -> "call_id=" + owner.name()), owner);
        this.formats = formats;
        MediaPort media = line.media();
        BrowserLeg leg =
                ice == null
                        ? media.browser(new Media())
                        : media.browser(
                                new Media(), new IceCredentials(ice.ufrag(), ice.password()));
        this.side = new BrowserSide(leg, line.isOpusFirst(), line.sessionId());
    }

    /// A browser that calls.
    ///
    /// @param ice by which its leg is to be known; null for what we choose
    static BrowserEnd calling(
            PhoneLine line, BridgedCall call, Gateway.@Nullable Ice ice, Owner owner) {
        BrowserEnd end = new BrowserEnd(line, Formats.ALL, ice, owner);
        end.call = call;
        end.isAnswered = true;
        return end;
    }

    /// A browser, or several of which one will answer, that is called with [#invite(Function)].
    ///
    /// @param formats that the caller speaks, the best first
    static BrowserEnd called(PhoneLine line, List<Format> formats, Owner owner) {
        return new BrowserEnd(line, formats, null, owner);
    }

    /// Takes the offer of a browser that calls.
    void begin(RawJson offer) {
        run(
                () -> {
                    BridgedCall known = call;
                    switch (side.answer(Description.of(offer).sdp(), formats)) {
                        case Refusal refusal -> fail(Over.of(EndReason.FAILED, refusal.message()));
                        case Agreement agreement -> {
                            if (known != null && !isOver()) {
                                known.progress(answer(agreement));
                                agreed(agreement);
                            }
                        }
                    }
                });
    }

    /// Rings.
    ///
    /// @param hub makes the call out of an offer
    void invite(Function<RawJson, BridgedCall> hub) {
        run(
                () -> {
                    String offer = side.offer(formats);
                    BridgedCall made = hub.apply(new Description(Description.OFFER, offer).json());
                    if (isOver()) {
                        made.end(new Ending(EndReason.CANCELLED, "The caller hung up."));
                    } else {
                        call = made;
                        LOG.info(
                                "event=phone_calls_browser call_id={} browser_call_id={}",
                                name(),
                                made.id());
                    }
                });
    }

    private static RawJson answer(Agreement agreement) {
        return new Description(Description.ANSWER, agreement.local().toString()).json();
    }

    @Override
    Leg leg() {
        return side.leg();
    }

    @Override
    void ring() {
        inCall(BridgedCall::ring);
    }

    @Override
    void answer(List<Format> others) {
        run(() -> formats = others);
        inCall(known -> known.answer(null));
    }

    private void inCall(Consumer<BridgedCall> task) {
        run(
                () -> {
                    BridgedCall known = call;
                    if (known != null && !isOver()) {
                        task.accept(known);
                    }
                });
    }

    @Override
    void speak(List<Format> others) {
        run(() -> formats = others);
    }

    /// It hears music, and is told nothing else: its own session goes on.
    @Override
    void held(boolean isHeld) {}

    /// A browser hears them.
    @Override
    boolean takesDigits() {
        return false;
    }

    @Override
    void press(Digit digit) {
        throw new IllegalStateException("a browser hears digits in its media");
    }

    @Override
    void end(Ending ending) {
        run(
                () -> {
                    BridgedCall known = call;
                    if (!isOver() && known != null) {
                        known.end(ending);
                    }
                    close();
                });
    }

    @Override
    void release() {
        side.leg().close();
    }

    @Override
    void fail(Over how) {
        BridgedCall known = call;
        if (known != null && !isOver()) {
            known.end(how.ending());
        }
        over(how);
    }

    @Override
    public void ringing() {
        run(
                () -> {
                    if (!isAnswered) {
                        tell(owner -> owner.progressed(this, RINGING, "Ringing"));
                    }
                });
    }

    @Override
    public void answered(Party by, RawJson answer) {
        run(
                () -> {
                    if (isOver() || isAnswered) {
                        return;
                    }
                    isAnswered = true;
                    take(side.answered(Description.of(answer).sdp()));
                });
    }

    private void take(Answered answered) {
        switch (answered) {
            case Refusal refusal -> fail(Over.of(EndReason.MEDIA_FAILED, refusal.message()));
            case Agreement agreement -> {
                agreed(agreement);
                tell(owner -> owner.answered(this));
            }
        }
    }

    @Override
    public void described(RawJson description) {
        run(
                () -> {
                    Description offer = Description.of(description);
                    if (!isOver() && offer.type().equals(Description.OFFER)) {
                        renegotiate(offer.sdp());
                    }
                });
    }

    /// The browser restarts ICE, holds the call, or adds what a phone cannot take.
    private void renegotiate(String offer) {
        BridgedCall known = call;
        switch (side.answer(offer, formats)) {
            case Refusal refusal -> fail(Over.of(EndReason.MEDIA_FAILED, refusal.message()));
            case Agreement agreement -> {
                if (known != null) {
                    known.describe(answer(agreement));
                }
                agreed(agreement);
            }
        }
    }

    /// The agent is lite: it learns addresses from the checks, and needs no candidates.
    @Override
    public void trickled(RawJson candidates) {}

    @Override
    public void ended(Ending ending) {
        run(
                () -> {
                    over(Over.of(ending));
                });
    }

    @Override
    public boolean digits(String digits, @Nullable Integer millis) {
        int each = millis == null ? USUAL_DIGIT_MILLIS : millis;
        run(
                () -> {
                    for (int i = 0; i < digits.length(); i++) {
                        Digit digit = new Digit(digits.charAt(i), each);
                        tell(owner -> owner.pressed(this, digit));
                    }
                });
        return true;
    }

    @Override
    public void away(boolean isAway) {
        run(
                () -> {
                    tell(owner -> owner.away(this, isAway));
                });
    }

    @Override
    public boolean transferred(Address to, Ticket ticket) {
        transfer(new Transfer.ByBrowser(to, ticket, this::transferProgress));
        return true;
    }

    @Override
    public boolean transferred(String otherCall) {
        transfer(new Transfer.ToCall(otherCall, this::transferProgress));
        return true;
    }

    private void transfer(Transfer transfer) {
        run(
                () -> {
                    tell(owner -> owner.transferAsked(this, transfer));
                });
    }

    private void transferProgress(int status, String words) {
        inCall(known -> known.transferProgress(words, status));
    }

    /// The hub's name of the call; empty as long as there is none. For any thread.
    String callId() {
        BridgedCall known = call;
        return known == null ? "" : known.id();
    }

    /// What becomes of the browser's media, told on the port's thread.
    private final class Media implements BrowserLeg.Listener {

        @Override
        public String name() {
            return BrowserEnd.this.name();
        }

        @Override
        public void iceConnected() {
            run(() -> LOG.debug("event=phone_browser_ice_connected call_id={}", name()));
            reached(SetupStage.ICE);
        }

        @Override
        public void dtlsConnected(SrtpProfile profile) {
            run(() -> tell(owner -> owner.secured(BrowserEnd.this, profile.name())));
            reached(SetupStage.DTLS);
        }

        @Override
        public void mediaArrived() {
            reached(SetupStage.FIRST_MEDIA);
        }

        private void reached(SetupStage stage) {
            inCall(known -> known.reached(stage));
        }

        /// The phone stays: the browser may come back by another network.
        @Override
        public void consentLost() {
            run(() -> LOG.debug("event=phone_browser_silent call_id={}", name()));
        }

        @Override
        public void failed(String words) {
            run(() -> fail(Over.of(EndReason.MEDIA_FAILED, words)));
        }

        @Override
        public void closedByBrowser() {
            run(() -> fail(Over.of(EndReason.HANGUP, "The browser has closed its connection.")));
        }
    }
}
