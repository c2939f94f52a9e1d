package dialtone.sip.call;

import dialtone.media.BrowserLeg;
import dialtone.media.Leg;
import dialtone.media.srtp.SrtpProfile;
import dialtone.signaling.hub.Bridge;
import dialtone.signaling.hub.BridgedCall;
import dialtone.signaling.message.Address;
import dialtone.signaling.message.Description;
import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.Ending;
import dialtone.signaling.message.Party;
import dialtone.signaling.message.RawJson;
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
final class BrowserEnd implements End, Bridge.Leg {

    private static final Logger LOG = LoggerFactory.getLogger(BrowserEnd.class);

    private static final String FAILED = "The server failed in this call; its log says why.";

    private static final int RINGING = 180;
    private static final int USUAL_DIGIT_MILLIS = 160;

    private final SerialTasks queue = new SerialTasks();
    private final BrowserSide side;
    private Owner owner;
    private List<Format> formats;
    private volatile @Nullable BridgedCall call;
    private @Nullable Spoken spoken;
    private boolean isAnswered;
    private boolean isOver;

    /// How it came to its end by itself; null as long as it has not.
    private @Nullable Over over;

    private BrowserEnd(PhoneLine line, List<Format> formats, Owner owner) {
        this.formats = formats;
        this.owner = owner;
        this.side =
                new BrowserSide(
                        line.media().browser(new Media()), line.isOpusFirst(), line.sessionId());
    }

    /// A browser that calls.
    static BrowserEnd calling(PhoneLine line, BridgedCall call, Owner owner) {
        BrowserEnd end = new BrowserEnd(line, Formats.ALL, owner);
        end.call = call;
        end.isAnswered = true;
        return end;
    }

    /// A browser, or several of which one will answer, that is called with [#invite(Function)].
    ///
    /// @param formats that the caller speaks, the best first
    static BrowserEnd called(PhoneLine line, List<Format> formats, Owner owner) {
        return new BrowserEnd(line, formats, owner);
    }

    /// Takes the offer of a browser that calls.
    void begin(RawJson offer) {
        run(
                () -> {
                    BridgedCall known = call;
                    switch (side.answer(Description.of(offer).sdp(), formats)) {
                        case Refusal refusal -> over(EndReason.FAILED, refusal.message());
                        case Agreement agreement -> {
                            if (known != null && !isOver) {
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
                    if (isOver) {
                        made.end(new Ending(EndReason.CANCELLED, "The caller hung up."));
                    } else {
                        call = made;
                    }
                });
    }

    private static RawJson answer(Agreement agreement) {
        return new Description(Description.ANSWER, agreement.local().toString()).json();
    }

    private void agreed(Agreement agreement) {
        Spoken agreed = Spoken.of(agreement);
        spoken = agreed;
        owner.agreed(this, agreed);
    }

    /// Runs a task on the queue. What it throws is a defect, and must not leave the call hanging.
    private void run(Runnable task) {
        queue.run(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        LOG.error("event=phone_call_failed", e);
                        over(EndReason.FAILED, FAILED);
                    }
                });
    }

    @Override
    public Leg leg() {
        return side.leg();
    }

    @Override
    public void owner(Owner other) {
        run(
                () -> {
                    owner = other;
                    Spoken known = spoken;
                    Over how = over;
                    if (how != null) {
                        other.over(this, how);
                    } else if (known != null && !isOver) {
                        other.agreed(this, known);
                    }
                });
    }

    @Override
    public void ring() {
        inCall(BridgedCall::ring);
    }

    @Override
    public void answer(List<Format> others) {
        run(() -> formats = others);
        inCall(known -> known.answer(null));
    }

    private void inCall(Consumer<BridgedCall> task) {
        run(
                () -> {
                    BridgedCall known = call;
                    if (known != null && !isOver) {
                        task.accept(known);
                    }
                });
    }

    @Override
    public void speak(List<Format> others) {
        run(() -> formats = others);
    }

    /// It hears music, and is told nothing else: its own session goes on.
    @Override
    public void held(boolean isHeld) {}

    /// A browser hears them.
    @Override
    public boolean takesDigits() {
        return false;
    }

    @Override
    public void press(Digit digit) {
        throw new IllegalStateException("a browser hears digits in its media");
    }

    @Override
    public void end(Ending ending) {
        run(
                () -> {
                    BridgedCall known = call;
                    if (!isOver && known != null) {
                        known.end(ending);
                    }
                    close();
                });
    }

    private void close() {
        isOver = true;
        side.leg().close();
    }

    private void over(EndReason reason, String words) {
        BridgedCall known = call;
        if (!isOver) {
            Ending ending = new Ending(reason, words);
            if (known != null) {
                known.end(ending);
            }
            close();
            tell(Over.of(ending));
        }
    }

    private void tell(Over how) {
        over = how;
        owner.over(this, how);
    }

    @Override
    public void ringing() {
        run(
                () -> {
                    if (!isOver && !isAnswered) {
                        owner.progressed(this, RINGING, "Ringing");
                    }
                });
    }

    @Override
    public void answered(Party by, RawJson answer) {
        run(
                () -> {
                    if (isOver || isAnswered) {
                        return;
                    }
                    isAnswered = true;
                    take(side.answered(Description.of(answer).sdp()));
                });
    }

    private void take(Answered answered) {
        switch (answered) {
            case Refusal refusal -> over(EndReason.MEDIA_FAILED, refusal.message());
            case Agreement agreement -> {
                agreed(agreement);
                owner.answered(this);
            }
        }
    }

    @Override
    public void described(RawJson description) {
        run(
                () -> {
                    Description offer = Description.of(description);
                    if (!isOver && offer.type().equals(Description.OFFER)) {
                        renegotiate(offer.sdp());
                    }
                });
    }

    /// The browser restarts ICE, holds the call, or adds what a phone cannot take.
    private void renegotiate(String offer) {
        BridgedCall known = call;
        switch (side.answer(offer, formats)) {
            case Refusal refusal -> over(EndReason.MEDIA_FAILED, refusal.message());
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
                    if (!isOver) {
                        close();
                        tell(Over.of(ending));
                    }
                });
    }

    @Override
    public boolean digits(String digits, @Nullable Integer millis) {
        int each = millis == null ? USUAL_DIGIT_MILLIS : millis;
        run(
                () -> {
                    for (int i = 0; i < digits.length() && !isOver; i++) {
                        owner.pressed(this, new Digit(digits.charAt(i), each));
                    }
                });
        return true;
    }

    @Override
    public void away(boolean isAway) {
        run(
                () -> {
                    if (!isOver) {
                        owner.away(this, isAway);
                    }
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
                    if (!isOver) {
                        owner.transferAsked(this, transfer);
                    }
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
        public void iceConnected() {
            LOG.debug("event=phone_browser_ice_connected");
        }

        @Override
        public void dtlsConnected(SrtpProfile profile) {
            run(() -> owner.secured(BrowserEnd.this, profile.name()));
        }

        /// The phone stays: the browser may come back by another network.
        @Override
        public void consentLost() {
            run(() -> LOG.debug("event=phone_browser_silent call_id={}", callId()));
        }

        @Override
        public void failed(String words) {
            run(() -> over(EndReason.MEDIA_FAILED, words));
        }

        @Override
        public void closedByBrowser() {
            run(() -> over(EndReason.HANGUP, "The browser has closed its connection."));
        }
    }
}
