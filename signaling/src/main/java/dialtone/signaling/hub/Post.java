package dialtone.signaling.hub;

import dialtone.signaling.mail.MailMetrics.Result;
import dialtone.signaling.mail.MailStore.Outcome;
import dialtone.signaling.message.Address;
import dialtone.signaling.message.Answer.MessageSent;
import dialtone.signaling.message.ErrorCode;
import dialtone.signaling.message.Mail;
import dialtone.signaling.message.Request.MessageSend;
import dialtone.signaling.message.Words;
import dialtone.signaling.room.Room;
import dialtone.signaling.task.Ids;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Takes messages of sessions to users and into rooms.
///
/// Threading: for any number of threads.
final class Post {

    private final Hub hub;

    Post(Hub hub) {
        this.hub = hub;
    }

    /// Sends a message, and answers the request.
    ///
    /// @param joined the room that it is for; null when the sender is in no such room
    void send(Session from, @Nullable Room joined, MessageSend request) {
        Address to = request.to();
        boolean isToUser = to.scheme().equals(Address.USER);
        if (!isToUser && !to.scheme().equals(Address.ROOM)) {
            from.failed(
                    request,
                    ErrorCode.INVALID_PARAMS,
                    "params.to: expected the address of a user or a room, such as 'user:alice', not"
                            + " "
                            + Words.quote(to.toString())
                            + ".");
        } else if (joined == null && !from.ticket().mayWriteTo(to)) {
            from.failed(
                    request,
                    ErrorCode.FORBIDDEN_MESSAGE,
                    "Your ticket does not allow to send messages to "
                            + Words.quote(to.toString())
                            + ".");
        } else if (isToUser) {
            toUser(from, request);
        } else {
            toRoom(from, joined, request);
        }
    }

    private Mail mail(Session from, MessageSend request, boolean isKept) {
        return new Mail(
                Ids.next("m_"),
                from.party(),
                request.to(),
                request.body(),
                hub.clock().instant(),
                isKept);
    }

    /// What is kept is kept first, so that a session that opens just now finds it there, or is
    /// found here; it takes it once in any case.
    private void toUser(Session from, MessageSend request) {
        String address = request.to().toString();
        Mail mail = mail(from, request, request.keep());
        String full = null;
        if (request.keep()) {
            switch (hub.mail().keep(mail.copy())) {
                case Outcome.Kept() -> {}
                case Outcome.Full(var words) -> {
                    full = words;
                    mail = mail.withKept(false);
                }
            }
        }
        List<Endpoint> there =
                hub.endpoints().at(address).stream().filter(e -> !e.equals(from)).toList();
        int given = 0;
        for (Endpoint each : there) {
            given += each.offer(mail) ? 1 : 0;
        }
        if (given > 0 || mail.isKept()) {
            hub.mailMetrics().count(given > 0 ? Result.DELIVERED : Result.KEPT);
            from.done(request, new MessageSent(mail.id(), given, mail.isKept()));
        } else if (full != null) {
            hub.mailMetrics().count(Result.FULL);
            from.failed(request, ErrorCode.MESSAGE_FULL, full);
        } else if (there.isEmpty()) {
            hub.mailMetrics().count(Result.NOBODY);
            from.failed(
                    request,
                    ErrorCode.MESSAGE_NOBODY,
                    "Nobody is connected as "
                            + Words.quote(address)
                            + ", and the message was not to be kept.");
        } else {
            hub.mailMetrics().count(Result.FULL);
            from.failed(
                    request,
                    ErrorCode.MESSAGE_FULL,
                    Words.quote(address)
                            + " has not read what came before, and the message was not to be"
                            + " kept.");
        }
    }

    private void toRoom(Session from, @Nullable Room joined, MessageSend request) {
        if (request.keep()) {
            from.failed(
                    request,
                    ErrorCode.INVALID_PARAMS,
                    "params.keep: only messages to users can be kept.");
            return;
        }
        Room room = joined == null ? hub.rooms().find(request.to().name()) : joined;
        if (room == null) {
            hub.mailMetrics().count(Result.NOBODY);
            from.failed(
                    request,
                    ErrorCode.MESSAGE_NOBODY,
                    "Nobody is in the room " + Words.quote(request.to().name()) + ".");
            return;
        }
        Mail mail = mail(from, request, false);
        room.say(
                from,
                request,
                mail,
                heard -> hub.mailMetrics().count(heard ? Result.DELIVERED : Result.NOBODY));
    }
}
