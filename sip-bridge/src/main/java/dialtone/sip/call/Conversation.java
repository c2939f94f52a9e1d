package dialtone.sip.call;

import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.Ending;
import dialtone.signaling.task.SerialTasks;
import dialtone.sip.dialog.Digit;
import dialtone.sip.record.CallRecord;
import dialtone.sip.sdp.Format;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Two ends that talk, or will: one has called, the other is called, by one way after another.
///
/// Their media is joined as soon as both have agreed on what they speak, which may be before the
/// answer. A transfer calls somebody else for one end, and lets them take the place of the other
/// when they answer.
///
/// Threading: see [End.Owner]; all state belongs to the conversation's queue.
final class Conversation implements End.Owner {

    private static final int RINGING = 180;
    private static final int OK = 200;
    private static final int FAILED = 480;
    private static final int BUSY_WITH_ANOTHER = 491;

    private final Transfers transfers;
    private final Account account;
    private final SerialTasks queue;
    private final Joint joint;
    private final Deque<Callee> ways = new ArrayDeque<>();

    /// The end that called. Its media is the bridge's first side, and that of `called` the second.
    private volatile @Nullable Place caller;

    private volatile @Nullable Place called;
    private @Nullable PendingTransfer transfer;
    private boolean isAnswered;
    private boolean isOver;

    /// @param transfers finds whom a transfer calls
    /// @param account is told what a record of the call needs
    Conversation(PhoneLine line, Transfers transfers, Account account) {
        this.transfers = transfers;
        this.account = account;
        this.queue = new SerialTasks(() -> "call_id=" + account.id());
        this.joint = new Joint(line, account, queue);
    }

    /// Whether a browser's call in it has this name; for any thread.
    boolean isKnownAs(String call) {
        return isCallOf(caller, call) || isCallOf(called, call);
    }

    private static boolean isCallOf(@Nullable Place place, String call) {
        return place != null
                && place.end instanceof BrowserEnd browser
                && call.equals(browser.callId());
    }

    Account account() {
        return account;
    }

    /// Done when both ends have done all that they were asked before.
    CompletableFuture<Void> settled() {
        return CompletableFuture.<Void>completedFuture(null)
                .thenComposeAsync(
                        _ -> CompletableFuture.allOf(settled(caller), settled(called)), queue::run);
    }

    private static CompletableFuture<Void> settled(@Nullable Place place) {
        return place == null ? CompletableFuture.completedFuture(null) : place.end.settled();
    }

    /// How it is now, as soon as its queue gets to it.
    CompletableFuture<LiveCall> live() {
        CompletableFuture<LiveCall> live = new CompletableFuture<>();
        queue.run(
                () ->
                        live.complete(
                                account.live(joint.statistics(caller), joint.statistics(called))));
        return live;
    }

    /// Begins: the caller is there, and its ways are tried, each when the one before has failed.
    ///
    /// @param formats that the caller speaks; null: the first way waits until that is agreed on
    void begin(End from, Collection<Callee> to, @Nullable List<Format> formats) {
        queue.run(
                () -> {
                    Place place =
                            isAt(caller, from) ? Objects.requireNonNull(caller) : new Place(from);
                    caller = place;
                    noteWay(from);
                    ways.addAll(to);
                    if (formats != null) {
                        place.offered = List.copyOf(formats);
                        next(new Over(new Ending(EndReason.NOT_FOUND, "There is no way."), null));
                    }
                });
    }

    /// The caller is there, and somebody else talks to it until the conversation begins.
    ///
    /// @param leaving ends what the caller hears until then
    void expect(End from, Runnable leaving) {
        queue.run(
                () -> {
                    caller = new Place(from);
                    joint.until(leaving);
                });
    }

    /// Nobody can be called.
    void refuse(End from, Ending ending) {
        queue.run(
                () -> {
                    caller = new Place(from);
                    noteWay(from);
                    finish(null, ending);
                });
    }

    /// Ends it from outside.
    void end(Ending ending) {
        queue.run(() -> finish(null, ending));
    }

    private void next(Over last) {
        Callee way = ways.poll();
        Place from = caller;
        if (way == null || from == null) {
            finish(null, last.ending());
            return;
        }
        way.call(
                from.formats(),
                this,
                begun(
                        end -> {
                            called = new Place(end);
                            noteWay(end);
                        },
                        this::next));
    }

    private void noteWay(End end) {
        if (end instanceof PhoneEnd phone) {
            account.tries(phone.trunkName(), phone.number());
        }
    }

    /// Takes an end that begins, unless all is over by then.
    private BiConsumer<@Nullable End, @Nullable Over> begun(
            Consumer<End> taken, Consumer<Over> failed) {
        return (end, over) ->
                queue.run(
                        () -> {
                            if (end == null) {
                                if (!isOver && over != null) {
                                    failed.accept(over);
                                }
                            } else if (isOver) {
                                end.end(new Ending(EndReason.CANCELLED, "The caller hung up."));
                            } else {
                                taken.accept(end);
                            }
                        });
    }

    @Override
    public String name() {
        return account.id();
    }

    @Override
    public void progressed(End end, int status, String reason) {
        queue.run(
                () -> {
                    PendingTransfer pending = transfer;
                    if (pending != null && isAt(pending.place, end)) {
                        pending.report.progress(status, reason);
                    } else if (isAt(called, end) && caller != null && status == RINGING) {
                        account.rings();
                        caller.end.ring();
                    }
                });
    }

    @Override
    public void answered(End end) {
        queue.run(
                () -> {
                    PendingTransfer pending = transfer;
                    if (pending != null && isAt(pending.place, end)) {
                        replace(pending);
                    } else if (isAt(called, end) && caller != null && called != null) {
                        isAnswered = true;
                        ways.clear();
                        account.answered();
                        caller.end.answer(called.formats());
                    }
                });
    }

    @Override
    public void agreed(End end, Spoken spoken) {
        queue.run(
                () -> {
                    Place place = placeOf(end);
                    if (place != null && !isOver) {
                        Spoken before = place.spoken;
                        place.spoken = spoken;
                        agreed(place, before, spoken);
                    }
                });
    }

    private void agreed(Place place, @Nullable Spoken before, Spoken spoken) {
        Place from = caller;
        if (place == from && called == null && !isAnswered && before == null) {
            next(new Over(new Ending(EndReason.NOT_FOUND, "There is no way."), null));
            return;
        }
        if (before == null || !before.format().equals(spoken.format())) {
            joint.join(caller, called);
        } else if (before.isHolding() != spoken.isHolding()) {
            joint.hold(place, spoken.isHolding());
        }
    }

    @Override
    public void secured(End end, String srtpProfile) {
        queue.run(() -> account.secured(srtpProfile));
    }

    @Override
    public void pressed(End end, Digit digit) {
        queue.run(
                () -> {
                    Place from = placeOf(end);
                    if (from != null) {
                        joint.press(from, digit);
                    }
                });
    }

    @Override
    public void away(End end, boolean isAway) {
        queue.run(
                () -> {
                    Place place = placeOf(end);
                    if (place != null && !isOver) {
                        joint.away(place, isAway);
                    }
                });
    }

    @Override
    public void transferAsked(End end, Transfer asked) {
        queue.run(
                () -> {
                    if (!isAnswered || isOver || transfer != null || placeOf(end) == null) {
                        asked.report().progress(BUSY_WITH_ANOTHER, "Not Now");
                        return;
                    }
                    switch (transfers.find(asked, end)) {
                        case Transfers.Found.Refused(int status, String words) ->
                                asked.report().progress(status, words);
                        case Transfers.Found.Callees(var callees) ->
                                begin(new PendingTransfer(end, asked.report(), callees));
                        case Transfers.Found.Joined(Conversation other) ->
                                take(end, asked.report(), other);
                    }
                });
    }

    /// The end that stays hears it ring at the new place.
    private void begin(PendingTransfer pending) {
        transfer = pending;
        Place leaving = placeOf(pending.replaced);
        if (leaving != null) {
            joint.ring(leaving);
        }
        nextForTransfer(pending, Over.of(EndReason.NOT_FOUND, "There is no way."));
    }

    private void nextForTransfer(PendingTransfer pending, Over last) {
        Callee way = pending.ways.poll();
        Place staying = other(pending.replaced);
        if (way == null || staying == null) {
            fail(pending, last);
            return;
        }
        way.call(
                staying.formats(),
                this,
                begun(
                        end -> pending.place = new Place(end),
                        over -> nextForTransfer(pending, over)));
    }

    /// The transfer did not work: both ends talk on.
    private void fail(PendingTransfer pending, Over last) {
        transfer = null;
        Over left = pending.left;
        if (left != null) {
            finish(pending.replaced, left);
            return;
        }
        Place leaving = placeOf(pending.replaced);
        if (leaving != null) {
            joint.hold(leaving, leaving.isHolding());
        }
        int status =
                last.sip() == null ? Rejection.of(last.ending()).status() : last.sip().status();
        pending.report.progress(Math.max(status, 300), last.ending().words());
    }

    /// The new end takes the place of the one that wanted it.
    private void replace(PendingTransfer pending) {
        Place fresh = pending.place;
        transfer = null;
        if (fresh == null) {
            return;
        }
        seat(pending.replaced, fresh);
        pending.report.progress(OK, "OK");
        pending.replaced.end(new Ending(EndReason.TRANSFERRED, "The call was transferred."));
    }

    private void seat(End leaving, Place fresh) {
        joint.part();
        if (isAt(caller, leaving)) {
            caller = fresh;
        } else {
            called = fresh;
        }
        joint.join(caller, called);
    }

    /// Two calls of one browser become one: the other call's other end takes its place here.
    private void take(End leaving, Transfer.Report report, Conversation other) {
        other.release(
                end ->
                        queue.run(
                                () -> {
                                    if (end == null || isOver || placeOf(leaving) == null) {
                                        report.progress(FAILED, "The other call is over.");
                                        if (end != null) {
                                            end.end(new Ending(EndReason.HANGUP, "Hung up."));
                                        }
                                        return;
                                    }
                                    seat(leaving, new Place(end));
                                    end.owner(this);
                                    report.progress(OK, "OK");
                                    leaving.end(
                                            new Ending(
                                                    EndReason.TRANSFERRED,
                                                    "The call was transferred."));
                                }));
    }

    /// Gives away the phone's end and is over for the browser's.
    ///
    /// @param taken given the end, or null when there is none to give
    private void release(Consumer<@Nullable End> taken) {
        queue.run(
                () -> {
                    Place phone = phone();
                    Place rest = phone == caller ? called : caller;
                    if (isOver
                            || !isAnswered
                            || transfer != null
                            || phone == null
                            || rest == null) {
                        taken.accept(null);
                        return;
                    }
                    isOver = true;
                    Ending ending = new Ending(EndReason.TRANSFERRED, "The call was transferred.");
                    joint.end(() -> account.over(ending, CallRecord.Ender.BROWSER));
                    rest.end.end(ending);
                    taken.accept(phone.end);
                });
    }

    private @Nullable Place phone() {
        if (caller != null && caller.end instanceof PhoneEnd) {
            return caller;
        }
        return called != null && called.end instanceof PhoneEnd ? called : null;
    }

    @Override
    public void over(End end, Over over) {
        queue.run(
                () -> {
                    PendingTransfer pending = transfer;
                    if (pending != null && isAt(pending.place, end)) {
                        pending.place = null;
                        if (over.isWorthAnotherTry()) {
                            nextForTransfer(pending, over);
                        } else {
                            fail(pending, over);
                        }
                    } else if (isAt(called, end) && !isAnswered) {
                        called = null;
                        joint.part();
                        List<Callee> redirected = transfers.redirected(end, over);
                        if (!redirected.isEmpty() || !over.isWorthAnotherTry()) {
                            ways.clear();
                            ways.addAll(redirected);
                        }
                        next(over);
                    } else if (placeOf(end) != null) {
                        leave(end, over, pending);
                    }
                });
    }

    /// An end hangs up. The one that asked for a transfer may do so before the transfer is through.
    private void leave(End end, Over over, @Nullable PendingTransfer pending) {
        if (pending != null && isAt(placeOf(pending.replaced), end)) {
            pending.left = over;
        } else {
            finish(end, over);
        }
    }

    private void finish(@Nullable End by, Ending ending) {
        finish(by, Over.of(ending));
    }

    private void finish(@Nullable End by, Over over) {
        if (isOver) {
            return;
        }
        isOver = true;
        joint.end(() -> account.over(over.ending(), ender(by)));
        ways.clear();
        PendingTransfer pending = transfer;
        if (pending != null) {
            pending.report.progress(FAILED, "The call is over");
            end(pending.place, by, over.ending());
        }
        end(caller, by, over.ending());
        end(called, by, over.ending());
    }

    private static CallRecord.Ender ender(@Nullable End by) {
        return switch (by) {
            case null -> CallRecord.Ender.SERVER;
            case BrowserEnd _ -> CallRecord.Ender.BROWSER;
            case PhoneEnd _ -> CallRecord.Ender.PHONE;
        };
    }

    private static void end(@Nullable Place place, @Nullable End by, Ending ending) {
        if (place != null && !isAt(place, by)) {
            place.end.end(ending);
        }
    }

    private static boolean isAt(@Nullable Place place, @Nullable End end) {
        return Place.isOf(place, end);
    }

    private @Nullable Place placeOf(End end) {
        if (isAt(caller, end)) {
            return caller;
        }
        if (isAt(called, end)) {
            return called;
        }
        PendingTransfer pending = transfer;
        return pending != null && isAt(pending.place, end) ? pending.place : null;
    }

    private @Nullable Place other(End end) {
        return isAt(caller, end) ? called : caller;
    }
}
