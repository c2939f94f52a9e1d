package dialtone.signaling.hub;

import static java.util.Objects.requireNonNull;

import dialtone.signaling.message.Address;
import dialtone.signaling.message.Ending;
import dialtone.signaling.message.Party;
import dialtone.signaling.message.RawJson;
import dialtone.signaling.ticket.Ticket;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// A bridge to nowhere, which keeps what it is told.
public final class FakeBridge implements Bridge {

    /// Long enough for a busy machine; a test that passes never waits for it.
    private static final int PATIENCE_SECONDS = 20;

    public static final RawJson DESCRIPTION =
            RawJson.of("{\"type\":\"answer\",\"sdp\":\"v=phone\"}");

    private final BlockingDeque<Call> calls = new LinkedBlockingDeque<>();

    /// Called while an invitation is being taken.
    volatile BiConsumer<Invitation, BridgedCall> whenInvited = (_, _) -> {};

    /// A call that the bridge got, and what was told of it.
    public static final class Call implements Leg {

        final Invitation invitation;
        public final BridgedCall side;
        final List<String> told = Collections.synchronizedList(new ArrayList<>());
        volatile Consumer<String> whenTold = _ -> {};

        /// Whether it can press keys and be transferred.
        volatile boolean isAble = true;

        Call(Invitation invitation, BridgedCall side) {
            this.invitation = invitation;
            this.side = side;
        }

        @Override
        public void ringing() {
            throw new AssertionError("rings its own call");
        }

        @Override
        public void answered(Party by, RawJson answer) {
            throw new AssertionError("answers its own call");
        }

        @Override
        public void described(RawJson description) {
            tell("described " + description);
        }

        @Override
        public void trickled(RawJson candidates) {
            tell("trickled " + candidates);
        }

        @Override
        public boolean digits(String digits, @Nullable Integer millis) {
            tell("digits " + digits + " " + millis);
            return isAble;
        }

        @Override
        public boolean transferred(Address to, Ticket ticket) {
            tell("transferred to " + to + " by " + ticket.user());
            return isAble;
        }

        @Override
        public boolean transferred(String otherCall) {
            tell("transferred to call " + otherCall);
            return isAble;
        }

        @Override
        public void away(boolean isAway) {
            tell(isAway ? "away" : "back");
        }

        @Override
        public void ended(Ending ending) {
            tell("ended " + ending.reason().wire());
        }

        private void tell(String what) {
            told.add(what);
            whenTold.accept(what);
        }
    }

    @Override
    public Set<String> schemes() {
        return Set.of("tel", "sip");
    }

    @Override
    public Leg invited(Invitation invitation, BridgedCall side) {
        whenInvited.accept(invitation, side);
        Call call = new Call(invitation, side);
        calls.add(call);
        return call;
    }

    /// The call that came last.
    Call last() {
        return calls.getLast();
    }

    /// Waits for the next call.
    public Call next() {
        try {
            return requireNonNull(
                    calls.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "nobody calls the bridge");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
