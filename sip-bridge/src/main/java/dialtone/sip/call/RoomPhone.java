package dialtone.sip.call;

import dialtone.media.bridge.Seat;
import dialtone.signaling.hub.Bridge;
import dialtone.signaling.hub.BridgedGuest;
import dialtone.signaling.message.Address;
import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.Ending;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.Party;
import dialtone.signaling.message.Peer;
import dialtone.signaling.message.RawJson;
import dialtone.signaling.task.SerialTasks;
import dialtone.sip.dialog.Digit;
import dialtone.sip.record.CallRecord;
import dialtone.sip.sdp.Format;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// A phone that calls a room: it is answered when it is in, and talks with each browser there by a
/// leg of its own, which the room's conference mixes.
///
/// Threading: see [End.Owner] and [Bridge.Guest]; all state belongs to its queue.
final class RoomPhone implements End.Owner, Bridge.Guest {

    private static final int DECLINE = 603;
    private static final String TEL = "tel:";
    private static final String USER = Address.USER + ":";

    private final PhoneLine line;
    private final RoomPhones rooms;
    private final String room;
    private final Account account;
    private final SerialTasks queue;
    private final Map<String, RoomBrowser> browsers = new HashMap<>();

    /// Those who were there before, by their ids, until what the phone speaks is known.
    private final List<String> waiting = new ArrayList<>();

    private @Nullable PhoneEnd phone;
    private @Nullable BridgedGuest guest;
    private @Nullable Spoken spoken;
    private @Nullable Seat seat;
    private boolean isIn;
    private boolean isOver;

    /// @param account is told what a record of the call needs
    RoomPhone(PhoneLine line, RoomPhones rooms, String room, Account account) {
        this.line = line;
        this.rooms = rooms;
        this.room = room;
        this.account = account;
        this.queue = new SerialTasks(() -> "call_id=" + account.id());
    }

    /// Begins: the phone wants to get in, and is answered when it is.
    ///
    /// @param from who calls
    /// @param formats that the phone speaks
    void begin(PhoneEnd end, Party from, List<Format> formats) {
        if (formats.isEmpty()) {
            refuse(end);
        } else {
            enter(end, from);
        }
    }

    /// Takes a phone that was answered already, with what it speaks.
    void take(PhoneEnd end, Party from) {
        enter(end, from);
        end.owner(this);
    }

    private void refuse(PhoneEnd end) {
        queue.run(
                () -> {
                    phone = end;
                    finish(
                            new Ending(
                                    EndReason.MEDIA_FAILED, "The phone offers no sound we can do."),
                            CallRecord.Ender.SERVER);
                });
    }

    private void enter(PhoneEnd end, Party from) {
        queue.run(
                () -> {
                    if (isOver) {
                        end.end(new Ending(EndReason.SERVER_DRAIN, "The server is about to stop."));
                    } else {
                        phone = end;
                        guest = rooms.enter(room, shown(from), this);
                    }
                });
    }

    /// A phone without a name is shown with its number.
    private static Party shown(Party from) {
        return from.name() == null && from.address().startsWith(TEL)
                ? new Party(from.address(), from.address().substring(TEL.length()))
                : from;
    }

    /// Done when the phone has done all that it was asked before.
    CompletableFuture<Void> settled() {
        return CompletableFuture.<Void>completedFuture(null)
                .thenComposeAsync(_ -> settled(phone), queue::run);
    }

    private static CompletableFuture<Void> settled(@Nullable PhoneEnd phone) {
        return phone == null ? CompletableFuture.completedFuture(null) : phone.settled();
    }

    /// How it is now, as soon as its queue gets to it.
    CompletableFuture<LiveCall> live() {
        CompletableFuture<LiveCall> live = new CompletableFuture<>();
        queue.run(
                () -> {
                    Seat known = seat;
                    live.complete(account.live(known == null ? null : known.statistics(), null));
                });
        return live;
    }

    /// Ends it from outside.
    void end(Ending ending) {
        queue.run(() -> finish(ending, CallRecord.Ender.SERVER));
    }

    private void run(Runnable task) {
        queue.run(
                () -> {
                    if (!isOver) {
                        task.run();
                    }
                });
    }

    @Override
    public String name() {
        return account.id();
    }

    @Override
    public void joined(List<Peer> peers) {
        run(
                () -> {
                    isIn = true;
                    peers.stream().filter(RoomPhone::isBrowser).map(Peer::id).forEach(waiting::add);
                    PhoneEnd known = phone;
                    if (known != null && spoken == null) {
                        account.answered();
                        known.answer(Formats.ALL);
                    }
                    talk();
                });
    }

    /// Other phones are in the same conference.
    private static boolean isBrowser(Peer peer) {
        return peer.party().address().startsWith(USER);
    }

    @Override
    public void refused(ErrorCode code, String words) {
        EndReason reason =
                switch (code) {
                    case ROOM_FULL -> EndReason.BUSY;
                    case DRAINING -> EndReason.SERVER_DRAIN;
                    default -> EndReason.UNREACHABLE;
                };
        run(() -> finish(new Ending(reason, words), CallRecord.Ender.SERVER));
    }

    /// It makes an offer, which is waited for.
    @Override
    public void peerJoined(Peer peer) {}

    @Override
    public void peerLeft(String peer) {
        run(
                () -> {
                    waiting.remove(peer);
                    RoomBrowser gone = browsers.remove(peer);
                    if (gone != null) {
                        gone.close();
                    }
                });
    }

    @Override
    public void described(String from, RawJson description) {
        run(
                () -> {
                    waiting.remove(from);
                    RoomBrowser browser = browser(from);
                    browser.described(description, formats());
                    sit(browser);
                });
    }

    /// Our agents are lite: they learn addresses from the checks, and need no candidates.
    @Override
    public void trickled(String from, RawJson candidates) {}

    private RoomBrowser browser(String peer) {
        return browsers.computeIfAbsent(
                peer,
                id ->
                        new RoomBrowser(
                                line,
                                queue,
                                account,
                                description -> {
                                    BridgedGuest known = guest;
                                    if (known != null) {
                                        known.describe(id, description);
                                    }
                                }));
    }

    private List<Format> formats() {
        return spoken == null ? Formats.ALL : List.of(spoken.codec());
    }

    private void sit(RoomBrowser browser) {
        Seat next = seat;
        Spoken here = spoken;
        if (next != null && here != null) {
            browser.sit(next, here);
        }
    }

    @Override
    public void agreed(End end, Spoken agreed) {
        run(
                () -> {
                    Spoken before = spoken;
                    Seat known = seat;
                    spoken = agreed;
                    boolean isOther = before == null || !before.format().equals(agreed.format());
                    if (known != null && isOther) {
                        account.heardCaller(known.statistics());
                        known.speak(agreed.format());
                    }
                    talk();
                });
    }

    /// Takes a seat as soon as the phone is in and it is known what it speaks, and makes offers to
    /// those who were there before.
    private void talk() {
        PhoneEnd end = phone;
        Spoken known = spoken;
        if (!isIn || end == null || known == null) {
            return;
        }
        Seat here = seat;
        if (here == null) {
            here = rooms.conference(room).phone(end.leg(), known.format());
            seat = here;
            browsers.values().forEach(this::sit);
        }
        // What a phone plays while it holds is not for the room.
        here.mute(known.isHolding());
        List<String> there = List.copyOf(waiting);
        waiting.clear();
        there.forEach(peer -> browser(peer).offer(formats()));
    }

    @Override
    public void over(End end, Over over) {
        queue.run(() -> finish(over.ending(), CallRecord.Ender.PHONE));
    }

    private void finish(Ending ending, CallRecord.Ender by) {
        if (isOver) {
            return;
        }
        isOver = true;
        browsers.values().forEach(RoomBrowser::close);
        browsers.clear();
        Seat known = seat;
        if (known != null) {
            account.heardCaller(known.statistics());
            known.close();
            rooms.leave(room);
        }
        BridgedGuest member = guest;
        if (member != null) {
            member.leave();
        }
        PhoneEnd end = phone;
        if (end != null) {
            end.end(ending);
        }
        account.over(ending, by);
    }

    @Override
    public void transferAsked(End end, Transfer transfer) {
        transfer.report().progress(DECLINE, "Decline");
    }

    @Override
    public void progressed(End end, int status, String reason) {
        // The phone has called.
    }

    @Override
    public void answered(End end) {
        // What counts is what was agreed on.
    }

    @Override
    public void secured(End end, String srtpProfile) {
        // That is about browsers.
    }

    /// Nobody in a room hears them.
    @Override
    public void away(End end, boolean isAway) {
        // Only browsers have a connection.
    }

    @Override
    public void pressed(End end, Digit digit) {}
}
