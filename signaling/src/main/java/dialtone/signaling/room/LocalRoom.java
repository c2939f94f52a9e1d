package dialtone.signaling.room;

import dialtone.signaling.message.Answer.Empty;
import dialtone.signaling.message.Answer.MessageSent;
import dialtone.signaling.message.Answer.Passed;
import dialtone.signaling.message.Answer.RoomJoined;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.Event;
import dialtone.signaling.message.Event.MessageReceived;
import dialtone.signaling.message.Event.RoomCandidates;
import dialtone.signaling.message.Event.RoomDescription;
import dialtone.signaling.message.Event.RoomPeerJoined;
import dialtone.signaling.message.Event.RoomPeerLeft;
import dialtone.signaling.message.LeaveReason;
import dialtone.signaling.message.Mail;
import dialtone.signaling.message.Peer;
import dialtone.signaling.message.Recipient;
import dialtone.signaling.message.Request;
import dialtone.signaling.message.Request.RoomDescribe;
import dialtone.signaling.message.Request.RoomJoin;
import dialtone.signaling.message.Request.RoomLeave;
import dialtone.signaling.message.Request.RoomTrickle;
import dialtone.signaling.message.Words;
import dialtone.signaling.task.Ids;
import dialtone.signaling.task.SerialTasks;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// A room of this process: who is in it, and what they send each other.
///
/// Threading: any thread may call; all state is touched only by tasks of the room's own queue.
final class LocalRoom implements Room {

    private static final Logger LOG = LoggerFactory.getLogger(LocalRoom.class);

    private final String name;
    private final int maxPeers;
    private final LocalRooms rooms;
    private final SerialTasks tasks;
    private final Map<RoomMember, Peer> peers = new LinkedHashMap<>();
    private boolean ended;

    LocalRoom(String name, int maxPeers, LocalRooms rooms) {
        this.name = name;
        this.tasks = new SerialTasks(() -> "room=" + name);
        this.maxPeers = maxPeers;
        this.rooms = rooms;
    }

    @Override
    public String name() {
        return name;
    }

    void join(RoomMember member, RoomJoin request) {
        tasks.run(() -> doJoin(member, request));
    }

    @Override
    public void handle(RoomMember member, Request.OfRoom request) {
        tasks.run(() -> doHandle(member, request));
    }

    @Override
    public void say(Recipient from, Request request, Mail mail, Consumer<Boolean> heard) {
        tasks.run(() -> doSay(from, request, mail, heard));
    }

    @Override
    public void leave(RoomMember member, LeaveReason reason) {
        tasks.run(() -> doLeave(member, reason));
    }

    private void doJoin(RoomMember member, RoomJoin request) {
        if (ended) {
            // The last one left after this one had looked the room up: begin a new one.
            rooms.join(member, request);
            return;
        }
        if (peers.containsKey(member)) {
            member.failed(
                    request,
                    ErrorCode.ROOM_ALREADY_JOINED,
                    "You are in the room " + name + " already.");
            return;
        }
        if (peers.size() >= maxPeers) {
            member.failed(
                    request,
                    ErrorCode.ROOM_FULL,
                    "The room " + name + " is full: " + maxPeers + " are in it.");
            return;
        }
        if (!member.entered(this)) {
            member.failed(
                    request,
                    ErrorCode.ROOM_TOO_MANY,
                    "You are in as many rooms as a session may be in: leave one first.");
            endIfEmpty();
            return;
        }
        Peer peer = new Peer(Ids.next("p_"), member.party());
        List<Peer> others = List.copyOf(peers.values());
        peers.put(member, peer);
        rooms.changed(this, 1, List.copyOf(peers.values()));
        member.done(request, new RoomJoined(name, peer.id(), others));
        toAllBut(member, new RoomPeerJoined(name, peer));
        LOG.debug("event=room_joined room={} peer={} peers={}", name, peer.id(), peers.size());
    }

    private void doHandle(RoomMember member, Request.OfRoom request) {
        Peer self = peers.get(member);
        if (self == null) {
            member.failed(
                    request, ErrorCode.ROOM_NOT_JOINED, "You are not in the room " + name + ".");
            return;
        }
        switch (request) {
            case RoomLeave leave -> {
                doLeave(member, LeaveReason.LEFT);
                member.done(leave, new Empty());
            }
            case RoomDescribe(var _, var _, var to, var description) ->
                    pass(member, request, to, new RoomDescription(name, self.id(), description));
            case RoomTrickle(var _, var _, var to, var candidates) ->
                    pass(member, request, to, new RoomCandidates(name, self.id(), candidates));
        }
    }

    private void doSay(Recipient from, Request request, Mail mail, Consumer<Boolean> heard) {
        List<RoomMember> others =
                peers.keySet().stream()
                        .filter(member -> member.takesMessages() && !member.equals(from))
                        .toList();
        heard.accept(!others.isEmpty());
        if (others.isEmpty()) {
            from.failed(
                    request, ErrorCode.MESSAGE_NOBODY, "Nobody else is in the room " + name + ".");
            return;
        }
        others.forEach(each -> each.send(new MessageReceived(mail)));
        from.done(request, new MessageSent(mail.id(), others.size(), false));
    }

    private void pass(RoomMember from, Request request, String to, Event event) {
        RoomMember receiver = memberWith(to);
        if (receiver == null || receiver.equals(from)) {
            from.failed(
                    request,
                    ErrorCode.ROOM_NO_SUCH_PEER,
                    "There is no other peer " + Words.quote(to) + " in the room " + name + ".");
            return;
        }
        receiver.send(event);
        from.done(request, new Passed());
    }

    private @Nullable RoomMember memberWith(String peerId) {
        for (Map.Entry<RoomMember, Peer> entry : peers.entrySet()) {
            if (entry.getValue().id().equals(peerId)) {
                return entry.getKey();
            }
        }
        return null;
    }

    private void doLeave(RoomMember member, LeaveReason reason) {
        Peer gone = peers.remove(member);
        if (gone == null) {
            return;
        }
        rooms.changed(this, -1, List.copyOf(peers.values()));
        member.left(this);
        toAllBut(member, new RoomPeerLeft(name, gone.id(), reason));
        LOG.debug("event=room_left room={} peer={} reason={}", name, gone.id(), reason.wire());
        endIfEmpty();
    }

    private void endIfEmpty() {
        if (peers.isEmpty()) {
            ended = true;
            rooms.ended(this);
        }
    }

    private void toAllBut(RoomMember member, Event event) {
        for (RoomMember other : peers.keySet()) {
            if (!other.equals(member)) {
                other.send(event);
            }
        }
    }
}
