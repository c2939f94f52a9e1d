package dialtone.sip.call;

import dialtone.media.Leg;
import dialtone.media.TrunkLeg;
import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.Ending;
import dialtone.signaling.task.SerialTasks;
import dialtone.signaling.task.Timers;
import dialtone.signaling.task.Timers.Timer;
import dialtone.sip.dialog.CallListener;
import dialtone.sip.dialog.Digit;
import dialtone.sip.dialog.IncomingCall;
import dialtone.sip.dialog.PendingOffer;
import dialtone.sip.dialog.Progress;
import dialtone.sip.dialog.SipCall;
import dialtone.sip.dialog.TransferRequest;
import dialtone.sip.sdp.Agreement;
import dialtone.sip.sdp.Answered;
import dialtone.sip.sdp.Direction;
import dialtone.sip.sdp.Encryption;
import dialtone.sip.sdp.Format;
import dialtone.sip.sdp.Refusal;
import dialtone.sip.sdp.RemoteOffer;
import dialtone.sip.trunk.DtmfPolicy;
import dialtone.sip.trunk.SrtpPolicy;
import dialtone.sip.trunk.Trunk;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/// The end of a conversation that is a phone, behind a trunk.
///
/// Threading: see [End]; all state belongs to the end's queue, which is that of its SIP call.
final class PhoneEnd extends End {

    private static final Logger LOG = LoggerFactory.getLogger(PhoneEnd.class);

    private static final int NOT_ACCEPTABLE = 488;
    private static final int UNAVAILABLE = 503;
    private static final int RINGING = 180;

    private final Timers timers;
    private final @Nullable Trunk trunk;
    private final String number;

    /// How keys are told by INFO; null when they are in the media.
    private final Digit.@Nullable Style digitStyle;

    private final Toll toll;
    private final SerialTasks queue;
    private final PhoneSide side;
    private final CallListener listener = new Phone();
    private List<Format> formats = Formats.ALL;
    private @Nullable SipCall sip;

    /// The call until it is answered here; null when the phone was called.
    private @Nullable IncomingCall unanswered;

    /// The answer that is in force: several phones may answer one INVITE.
    private @Nullable String connectedTo;

    /// Our offer to a phone that calls without one and is told that it rings.
    private @Nullable String earlyOffer;

    private @Nullable Timer timeLimit;
    private boolean isHeld;
    private boolean isAnswered;

    private PhoneEnd(
            PhoneLine line,
            TrunkLeg leg,
            @Nullable Trunk trunk,
            String number,
            boolean isCalling,
            Toll toll,
            SerialTasks queue,
            Owner owner) {
        super(queue, owner);
        this.timers = line.timers();
        this.toll = toll;
        this.queue = queue;
        this.trunk = trunk;
        this.number = number;
        this.digitStyle = trunk == null ? null : style(trunk.config().dtmf());
        this.side =
                new PhoneSide(
                        leg,
                        line.keys(),
                        encryption(trunk, isCalling),
                        line.sessionId(),
                        trunk == null ? UnaryOperator.identity() : trunk.seen()::media);
    }

    /// A phone that is called with [#dial(PhoneLine, Route, List)].
    ///
    /// @param toll given back when the end is over
    static PhoneEnd called(PhoneLine line, TrunkLeg leg, Route route, Toll toll, Owner owner) {
        return new PhoneEnd(
                line,
                leg,
                route.trunk(),
                route.to().user(),
                false,
                toll,
                new SerialTasks(() -> "call_id=" + owner.name()),
                owner);
    }

    /// A phone that calls. Its [#listener()] is to hear of the call.
    ///
    /// @param number of the phone
    static PhoneEnd calling(
            PhoneLine line,
            TrunkLeg leg,
            Trunk trunk,
            String number,
            Toll toll,
            IncomingCall call,
            Owner owner) {
        PhoneEnd end = new PhoneEnd(line, leg, trunk, number, true, toll, call.queue(), owner);
        end.sip = call;
        end.unanswered = call;
        return end;
    }

    /// Calls it.
    ///
    /// @param preferred codecs that the caller speaks, the best first
    void dial(PhoneLine line, Route route, List<Format> preferred) {
        run(
                () -> {
                    if (!isOver()) {
                        formats = preferred;
                        sip =
                                line.calls()
                                        .call(
                                                route.request(
                                                        side.offer(formats, Direction.SENDRECV)),
                                                queue,
                                                listener);
                    }
                });
    }

    /// The trunk's policy; to ourselves nothing is encrypted, it stays in the process. Where keys
    /// are only allowed, we take them and offer none: some carriers refuse what they do not know.
    private static Encryption encryption(@Nullable Trunk trunk, boolean isCalling) {
        return switch (trunk == null ? SrtpPolicy.NEVER : trunk.config().srtp()) {
            case NEVER -> Encryption.NEVER;
            case ALLOW -> isCalling ? Encryption.OPTIONAL : Encryption.NEVER;
            case REQUIRE -> Encryption.REQUIRED;
        };
    }

    private static Digit.@Nullable Style style(DtmfPolicy policy) {
        return switch (policy) {
            case RTP -> null;
            case INFO -> Digit.Style.RELAY;
            case INFO_PLAIN -> Digit.Style.PLAIN;
        };
    }

    /// The trunk that the phone is behind; null for a test number.
    @Nullable Trunk trunk() {
        return trunk;
    }

    /// The trunk's name; null without one.
    @Nullable String trunkName() {
        return trunk == null ? null : trunk.name();
    }

    /// The phone's number, as the trunk has it.
    String number() {
        return number;
    }

    /// Looks at what a phone that calls offers, so that who is called is offered the same.
    ///
    /// @return its codecs, the best first; all when it offers nothing; none when it cannot be
    ///     understood
    List<Format> offered(IncomingCall call) {
        String offer = call.sdp();
        if (offer == null) {
            return Formats.ALL;
        }
        return side.look(offer) instanceof RemoteOffer understood
                ? PhoneSide.formats(understood)
                : List.of();
    }

    CallListener listener() {
        return listener;
    }

    @Override
    Leg leg() {
        return side.leg();
    }

    @Override
    void ring() {
        run(
                () -> {
                    IncomingCall call = unanswered;
                    if (call != null && !isOver()) {
                        ring(call);
                    }
                });
    }

    /// A phone that has offered nothing gets our offer with the ringing, if it acknowledges that:
    /// so its media is there when somebody answers.
    private void ring(IncomingCall call) {
        if (call.sdp() != null || !call.isReliable()) {
            call.ring();
            return;
        }
        if (earlyOffer == null) {
            earlyOffer = side.offer(formats, Direction.SENDRECV);
        }
        call.progress(RINGING, "Ringing", earlyOffer);
    }

    @Override
    void answer(List<Format> others) {
        run(
                () -> {
                    IncomingCall call = unanswered;
                    if (call == null || isOver()) {
                        return;
                    }
                    unanswered = null;
                    formats = others;
                    String offer = call.sdp();
                    if (offer == null) {
                        // The phone answers our offer in its ACK, or has done so while it rang.
                        String early = earlyOffer;
                        call.answer(
                                early == null ? side.offer(formats, Direction.SENDRECV) : early);
                        return;
                    }
                    switch (side.answer(offer, formats, Direction.SENDRECV)) {
                        case Refusal refusal -> {
                            call.reject(refusal.status(), "Not Acceptable Here", List.of());
                            over(Over.of(EndReason.FAILED, refusal.message()));
                        }
                        case Agreement agreement -> {
                            call.answer(agreement.local().toString());
                            agreed(agreement);
                        }
                    }
                });
    }

    @Override
    void speak(List<Format> others) {
        run(() -> formats = others);
    }

    /// Tells the phone that it is held, so that its own display and its network know.
    @Override
    void held(boolean isHeldNow) {
        run(
                () -> {
                    SipCall call = sip;
                    if (isHeldNow != isHeld && !isOver()) {
                        isHeld = isHeldNow;
                        if (isAnswered && call != null) {
                            call.offer(side.offer(formats, direction()));
                        }
                    }
                });
    }

    private Direction direction() {
        return isHeld ? Direction.SENDONLY : Direction.SENDRECV;
    }

    @Override
    boolean takesDigits() {
        return digitStyle != null;
    }

    @Override
    void press(Digit digit) {
        run(
                () -> {
                    SipCall call = sip;
                    if (digitStyle != null && call != null && isAnswered && !isOver()) {
                        call.sendDigit(digit, digitStyle);
                    }
                });
    }

    @Override
    void end(Ending ending) {
        run(
                () -> {
                    IncomingCall call = unanswered;
                    SipCall known = sip;
                    if (!isOver()) {
                        // First, so that the end of the call is none that the owner is told of.
                        close();
                        if (call != null) {
                            Rejection.of(ending).apply(call);
                        } else if (known != null) {
                            known.hangUp();
                        }
                    }
                });
    }

    @Override
    void release() {
        if (timeLimit != null) {
            timeLimit.cancel();
        }
        toll.close();
        side.leg().close();
    }

    private void begun() {
        isAnswered = true;
        toll.answered();
        Duration longest = toll.longest();
        if (longest != null) {
            timeLimit = timers.after(longest, () -> run(this::timeOver));
        }
    }

    private void timeOver() {
        fail(Over.of(EndReason.TIME_LIMIT, "The longest time for this call is over."));
    }

    @Override
    void fail(Over how) {
        SipCall known = sip;
        over(how);
        if (known != null) {
            known.hangUp();
        }
    }

    /// What the phone does, told on its queue.
    private final class Phone implements CallListener {

        @Override
        public void onProgress(Progress progress) {
            connect(progress.sdp());
            tell(owner -> owner.progressed(PhoneEnd.this, progress.status(), progress.reason()));
        }

        @Override
        public void onEstablished(@Nullable String answer) {
            begun();
            connect(answer);
            tell(owner -> owner.answered(PhoneEnd.this));
        }

        private void connect(@Nullable String answer) {
            if (answer == null || answer.equals(connectedTo) || isOver()) {
                return;
            }
            switch (side.answered(answer)) {
                // What was agreed on cannot be used.
                case Refusal refusal -> fail(Over.of(EndReason.FAILED, refusal.message()));
                case Agreement agreement -> {
                    connectedTo = answer;
                    agreed(agreement);
                }
            }
        }

        @Override
        public void onOffer(PendingOffer offer) {
            String sdp = offer.sdp();
            if (sdp == null) {
                offer.answer(side.offer(formats, direction()));
                return;
            }
            Answered answered = side.answer(sdp, formats, direction());
            switch (answered) {
                case Refusal refusal -> offer.refuse(NOT_ACCEPTABLE, "Not Acceptable Here");
                case Agreement agreement -> {
                    offer.answer(agreement.local().toString());
                    agreed(agreement);
                }
            }
        }

        @Override
        public void onOfferAnswered(String answer) {
            switch (side.answered(answer)) {
                case Refusal refusal ->
                        LOG.debug(
                                "event=phone_answer_unusable call_id={} words={}",
                                name(),
                                refusal.message());
                case Agreement agreement -> agreed(agreement);
            }
        }

        @Override
        public void onOfferRefused(int status, String reason) {
            side.refused();
            LOG.debug("event=phone_offer_refused call_id={} status={}", name(), status);
        }

        @Override
        public void onDigit(Digit digit) {
            tell(owner -> owner.pressed(PhoneEnd.this, digit));
        }

        @Override
        public void onTransferAsked(TransferRequest request) {
            request.accept();
            Transfer transfer =
                    new Transfer.ByPhone(
                            request.target(),
                            request.replaces(),
                            request.referredBy(),
                            request::progress);
            tell(owner -> owner.transferAsked(PhoneEnd.this, transfer));
        }

        @Override
        public void onTransferProgress(int status, String reason, boolean isLast) {
            // Transfers are made here, without asking the phone to make them.
        }

        @Override
        public void onEnded(dialtone.sip.dialog.Ending ending) {
            Long seconds = ending.retryAfterSeconds();
            if (trunk != null && ending.status() == UNAVAILABLE && seconds != null) {
                trunk.avoid(Duration.ofSeconds(seconds));
            }
            over(Over.of(ending));
        }
    }
}
