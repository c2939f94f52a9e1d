package dialtone.sip.call;

import dialtone.media.TrunkLeg;
import dialtone.signaling.hub.Bridge;
import dialtone.signaling.hub.BridgedCall;
import dialtone.signaling.message.Address;
import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.Ending;
import dialtone.signaling.message.Party;
import dialtone.signaling.task.Ids;
import dialtone.sip.dialog.CallListener;
import dialtone.sip.dialog.IncomingCall;
import dialtone.sip.record.CallRecord;
import dialtone.sip.sdp.Format;
import dialtone.sip.trunk.Trunk;

import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Begins the calls between browsers and phones, and knows those that there are.
///
/// Threading: for any thread.
final class Switchboard {

    private static final String TEL = "tel:";
    private static final String ANONYMOUS = TEL + "anonymous";
    private static final String NOBODY = "Unknown number";
    private static final String MENU = "menu";

    /// Privacy that asks for the caller's identity to be kept back.
    private static final Set<String> HIDING = Set.of("id", "user", "header");

    private static final Ending NO_SOUND =
            new Ending(EndReason.MEDIA_FAILED, "The phone offers no sound we can do.");

    private static final Ending STOPS =
            new Ending(EndReason.SERVER_DRAIN, "The server is about to stop.");

    private final PhoneLine line;
    private final Directory directory;
    private final Map<String, Menu> menus;
    private final CallMetrics metrics;
    private final InstantSource clock;
    private final Consumer<CallRecord> records;
    private final RoomPhones rooms;
    private final Map<String, Conversation> conversations = new ConcurrentHashMap<>();
    private final Map<String, RoomPhone> inRooms = new ConcurrentHashMap<>();
    private volatile boolean isDraining;

    /// @param menus that answer calls, by their names
    /// @param rooms takes the calls to rooms
    /// @param records gets each call's record at its end
    Switchboard(
            PhoneLine line,
            Directory directory,
            Map<String, Menu> menus,
            RoomPhones rooms,
            CallMetrics metrics,
            InstantSource clock,
            Consumer<CallRecord> records) {
        this.line = line;
        this.directory = directory;
        this.menus = Map.copyOf(menus);
        this.rooms = rooms;
        this.metrics = metrics;
        this.clock = clock;
        this.records = records;
    }

    /// The conversation that a browser has by this name of a call; null when there is none.
    @Nullable Conversation conversation(String call) {
        for (Conversation each : conversations.values()) {
            if (each.isKnownAs(call)) {
                return each;
            }
        }
        return null;
    }

    /// A browser calls an address.
    Bridge.Leg outbound(Bridge.Invitation invitation, BridgedCall call) {
        Caller caller = Caller.of(invitation);
        Conversation conversation =
                begin(
                        new CallNotes.Begun(
                                call.id(),
                                CallRecord.Direction.OUTBOUND,
                                invitation.from().address(),
                                invitation.to().toString(),
                                null,
                                invitation.origin(),
                                invitation.ticket().user(),
                                null,
                                clock.instant()),
                        caller,
                        new Party(invitation.to().toString(), null));
        BrowserEnd browser = BrowserEnd.calling(line, call, invitation.gatewayIce(), conversation);
        switch (directory.callees(invitation.to(), caller)) {
            case Directory.Found.Nobody(var ending) -> conversation.refuse(browser, ending);
            case Directory.Found.Callees(var ways) -> {
                conversation.begin(browser, ways, null);
                browser.begin(invitation.offer());
            }
        }
        return browser;
    }

    private Conversation begin(CallNotes.Begun begun, Caller caller, Party called) {
        CallNotes notes = notes(begun);
        Conversation conversation =
                new Conversation(line, new CallTransfers(this, directory, caller, called), notes);
        metrics.begun();
        conversations.put(begun.id(), conversation);
        return conversation;
    }

    /// Notes of a call that is kept until it is over.
    private CallNotes notes(CallNotes.Begun begun) {
        return new CallNotes(
                begun,
                clock,
                record -> {
                    conversations.remove(begun.id());
                    inRooms.remove(begun.id());
                    metrics.ended(record);
                    records.accept(record);
                });
    }

    /// A phone calls a number of ours.
    ///
    /// @param trunk that it comes by
    CallListener inbound(IncomingCall call, Trunk trunk) {
        String to = trunk.addressFor(call.invite());
        Address address = to == null ? null : Address.parse(to);
        Trunk.Permit permit = trunk.permit();
        Toll toll = new Toll(null, permit);
        InboundCall inbound = new InboundCall(line, call, toll);
        if (isDraining) {
            toll.close();
            Rejection.of(STOPS).apply(call);
        } else if (address == null) {
            toll.close();
            call.reject(404, "Not Found", List.of());
        } else if (permit == null) {
            call.reject(486, "All Lines Are Busy", List.of());
        } else {
            inbound.start(leg -> connect(call, trunk, toll, leg, address));
        }
        return inbound;
    }

    private PhoneEnd connect(IncomingCall call, Trunk trunk, Toll toll, TrunkLeg leg, Address to) {
        Party from = party(call, trunk);
        String id = Ids.next("p_");
        Caller caller = Caller.phone(id, from, trunk, call.invite());
        Party first = caller.details().divertedFrom();
        CallNotes.Begun begun =
                new CallNotes.Begun(
                        id,
                        CallRecord.Direction.INBOUND,
                        from.address(),
                        to.toString(),
                        first == null ? null : first.address(),
                        null,
                        null,
                        call.callId(),
                        clock.instant());
        if (to.scheme().equals(RoomPhones.SCHEME)) {
            RoomPhone phone = new RoomPhone(line, rooms, to.name(), notes(begun));
            metrics.begun();
            inRooms.put(begun.id(), phone);
            PhoneEnd end = PhoneEnd.calling(line, leg, trunk, Route.user(from), toll, call, phone);
            phone.begin(end, from, end.offered(call));
            return end;
        }
        Conversation conversation = begin(begun, caller, new Party(to.toString(), null));
        Menu menu = to.scheme().equals(MENU) ? menus.get(to.name()) : null;
        if (menu != null) {
            return listen(call, trunk, toll, leg, conversation, menu, caller);
        }
        PhoneEnd end =
                PhoneEnd.calling(line, leg, trunk, Route.user(from), toll, call, conversation);
        List<Format> formats = end.offered(call);
        if (formats.isEmpty()) {
            conversation.refuse(end, NO_SOUND);
            return end;
        }
        switch (directory.callees(to, caller)) {
            case Directory.Found.Nobody(var ending) -> conversation.refuse(end, ending);
            case Directory.Found.Callees(var ways) -> conversation.begin(end, ways, formats);
        }
        return end;
    }

    /// The phone is answered at once, and chooses whom to talk to.
    private PhoneEnd listen(
            IncomingCall call,
            Trunk trunk,
            Toll toll,
            TrunkLeg leg,
            Conversation conversation,
            Menu menu,
            Caller caller) {
        CompletableFuture<PhoneEnd> made = new CompletableFuture<>();
        MenuCall listening =
                new MenuCall(
                        line,
                        menu,
                        conversation.account(),
                        (address, leaving) ->
                                put(made.join(), conversation, address, leaving, caller),
                        (end, over) -> {
                            conversation.expect(end, () -> {});
                            conversation.over(end, over);
                        });
        PhoneEnd end =
                PhoneEnd.calling(
                        line, leg, trunk, Route.user(caller.party()), toll, call, listening);
        made.complete(end);
        if (end.offered(call).isEmpty()) {
            conversation.refuse(end, NO_SOUND);
        } else {
            end.answer(Formats.ALL);
        }
        return end;
    }

    /// Puts a phone through that has chosen.
    private void put(
            PhoneEnd end, Conversation conversation, Address to, Runnable leaving, Caller caller) {
        if (to.scheme().equals(RoomPhones.SCHEME)) {
            Account account = conversation.account();
            RoomPhone phone = new RoomPhone(line, rooms, to.name(), account);
            conversations.remove(account.id());
            inRooms.put(account.id(), phone);
            leaving.run();
            phone.take(end, caller.party());
            return;
        }
        conversation.expect(end, leaving);
        switch (directory.callees(to, caller)) {
            case Directory.Found.Nobody(var ending) -> conversation.refuse(end, ending);
            case Directory.Found.Callees(var ways) -> {
                conversation.begin(end, ways, null);
                end.owner(conversation);
            }
        }
    }

    /// Who calls, as browsers are shown it: who asks the network not to tell (RFC 3323) is nobody.
    private static Party party(IncomingCall call, Trunk trunk) {
        if (call.invite().privacy().stream().anyMatch(HIDING::contains)) {
            return new Party(ANONYMOUS, NOBODY);
        }
        String number = trunk.callerOf(call.invite());
        String name = call.invite().from().displayName();
        if (number.isEmpty()) {
            return new Party(ANONYMOUS, NOBODY);
        }
        return new Party(TEL + number, name == null || name.isBlank() ? null : name);
    }

    /// All calls that there are; waits for their queues.
    List<LiveCall> live() {
        return asked().stream()
                .map(CompletableFuture::join)
                .sorted(Comparator.comparing(LiveCall::started))
                .toList();
    }

    private List<CompletableFuture<LiveCall>> asked() {
        List<CompletableFuture<LiveCall>> asked = new ArrayList<>();
        conversations.values().forEach(each -> asked.add(each.live()));
        inRooms.values().forEach(each -> asked.add(each.live()));
        return asked;
    }

    /// Takes no calls of phones, or takes them again.
    void drain(boolean isWished) {
        isDraining = isWished;
    }

    /// Whether there are no calls.
    boolean isIdle() {
        return conversations.isEmpty() && inRooms.isEmpty();
    }

    /// Ends all calls, and waits until the phones were told so.
    void close() {
        List<Conversation> talking = List.copyOf(conversations.values());
        List<RoomPhone> inRoom = List.copyOf(inRooms.values());
        talking.forEach(each -> each.end(STOPS));
        inRoom.forEach(each -> each.end(STOPS));
        talking.forEach(each -> each.settled().join());
        inRoom.forEach(each -> each.settled().join());
    }
}
