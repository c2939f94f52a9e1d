package dialtone.signaling.message;

import dialtone.signaling.message.Answer.CallCreated;
import dialtone.signaling.message.Answer.Empty;
import dialtone.signaling.message.Answer.FreshIceServers;
import dialtone.signaling.message.Answer.MessageSent;
import dialtone.signaling.message.Answer.Passed;
import dialtone.signaling.message.Answer.Result;
import dialtone.signaling.message.Answer.RoomJoined;
import dialtone.signaling.message.Answer.SessionOpened;
import dialtone.signaling.message.Answer.TicketRenewed;
import dialtone.signaling.message.Event.CallAnswered;
import dialtone.signaling.message.Event.CallCandidates;
import dialtone.signaling.message.Event.CallDescription;
import dialtone.signaling.message.Event.CallEnded;
import dialtone.signaling.message.Event.CallIncoming;
import dialtone.signaling.message.Event.CallProgress;
import dialtone.signaling.message.Event.CallRinging;
import dialtone.signaling.message.Event.CallTransferring;
import dialtone.signaling.message.Event.MessageReceived;
import dialtone.signaling.message.Event.PresenceChanged;
import dialtone.signaling.message.Event.PresenceReady;
import dialtone.signaling.message.Event.PresenceRoom;
import dialtone.signaling.message.Event.RoomCandidates;
import dialtone.signaling.message.Event.RoomDescription;
import dialtone.signaling.message.Event.RoomPeerJoined;
import dialtone.signaling.message.Event.RoomPeerLeft;
import dialtone.signaling.message.Event.ServerDraining;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes the JSON of an [Outgoing] message.
public final class MessageWriter {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int USUAL_SIZE = 512;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL_SIZE);
    private final JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out);

    private MessageWriter() {}

    /// The message as UTF-8.
    public static byte[] write(Outgoing message) {
        byte[] relayed = RelayedMessages.write(message);
        return relayed == null ? writeAny(message) : relayed;
    }

    static byte[] writeAny(Outgoing message) {
        MessageWriter writer = new MessageWriter();
        try (JsonGenerator json = writer.json) {
            json.writeStartObject();
            json.writeStringProperty("jsonrpc", "2.0");
            switch (message) {
                case Answer.Done(var id, var result) -> writer.done(id, result);
                case Answer.Failed failed -> writer.failed(failed);
                case Event event -> writer.event(event);
                case NumberedEvent(var seq, var event) -> {
                    json.writeNumberProperty("seq", seq);
                    writer.event(event);
                }
            }
            json.writeEndObject();
        }
        return writer.out.toByteArray();
    }

    private void done(RequestId id, Result result) {
        raw("id", id.json());
        json.writeObjectPropertyStart("result");
        switch (result) {
            case Empty(), Passed() -> {}
            case SessionOpened opened -> sessionOpened(opened);
            case FreshIceServers(var servers, var expiresAt) -> {
                iceServers(servers);
                text("iceExpiresAt", expiresAt.toString());
            }
            case TicketRenewed(var expiresAt) -> text("ticketExpiresAt", expiresAt.toString());
            case CallCreated(var call) -> text("call", call);
            case RoomJoined joined -> roomJoined(joined);
            case MessageSent(var message, var endpoints, var isKept) -> {
                text("message", message);
                json.writeNumberProperty("endpoints", endpoints);
                json.writeBooleanProperty("kept", isKept);
            }
        }
        json.writeEndObject();
    }

    private void failed(Answer.Failed failed) {
        ErrorCode code = failed.code();
        if (failed.id() == null) {
            json.writeNullProperty("id");
        } else {
            raw("id", failed.id().json());
        }
        json.writeObjectPropertyStart("error");
        json.writeNumberProperty("code", code.jsonRpcCode());
        text("message", failed.message());
        json.writeObjectPropertyStart("data");
        text("code", code.wire());
        json.writeBooleanProperty("retryable", code.retryable());
        text("action", code.action().wire());
        if (failed.nonce() != null) {
            text("nonce", failed.nonce());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private void event(Event event) {
        text("method", event.method());
        json.writeObjectPropertyStart("params");
        switch (event) {
            case CallIncoming(var call, var from, var media, var offer, var details) -> {
                text("call", call);
                party("from", from);
                json.writeObjectPropertyStart("media");
                json.writeBooleanProperty("audio", media.audio());
                json.writeBooleanProperty("video", media.video());
                json.writeEndObject();
                raw("offer", offer);
                Party first = details.divertedFrom();
                if (first != null) {
                    party("divertedFrom", first);
                }
                headers(details.headers());
            }
            case CallRinging(var call) -> text("call", call);
            case CallAnswered(var call, var by, var answer) -> {
                text("call", call);
                party("by", by);
                if (answer != null) {
                    raw("answer", answer);
                }
            }
            case CallProgress(var call, var answer) -> {
                text("call", call);
                raw("answer", answer);
            }
            case CallDescription(var call, var description) -> {
                text("call", call);
                raw("description", description);
            }
            case CallCandidates(var call, var candidates) -> {
                text("call", call);
                raw("candidates", candidates);
            }
            case CallTransferring transfer -> {
                text("call", transfer.call());
                text("state", transfer.isFailed() ? "failed" : "trying");
                json.writeNumberProperty("status", transfer.status());
                text("message", transfer.words());
            }
            case CallEnded(var call, var ending) -> {
                text("call", call);
                text("reason", ending.reason().wire());
                text("message", ending.words());
                cause(ending.cause());
            }
            case ServerDraining() -> {} // Its name says it all.
            case RoomPeerJoined(var room, var peer) -> {
                text("room", room);
                json.writeName("peer");
                peer(peer);
            }
            case RoomPeerLeft(var room, var peer, var reason) -> {
                text("room", room);
                text("peer", peer);
                text("reason", reason.wire());
            }
            case RoomDescription(var room, var from, var description) -> {
                text("room", room);
                text("from", from);
                raw("description", description);
            }
            case RoomCandidates(var room, var from, var candidates) -> {
                text("room", room);
                text("from", from);
                raw("candidates", candidates);
            }
            case PresenceChanged(var presence) -> presence(presence);
            case PresenceRoom(var room, var peers) -> {
                text("room", room);
                peers(peers);
            }
            case PresenceReady(var addresses) -> {
                json.writeArrayPropertyStart("addresses");
                addresses.forEach(address -> json.writeString(Words.clean(address.toString())));
                json.writeEndArray();
            }
            case MessageReceived(var mail) -> mail(mail);
        }
        json.writeEndObject();
    }

    private void sessionOpened(SessionOpened opened) {
        text("session", opened.session());
        party("self", opened.self());
        iceServers(opened.iceServers());
        text("iceExpiresAt", opened.iceExpiresAt().toString());
        text("ticketExpiresAt", opened.ticketExpiresAt().toString());
        json.writeBooleanProperty("recovered", opened.recovered());
        optionalText("resume", opened.resume().token());
        json.writeNumberProperty("resumeSeconds", opened.resume().seconds());
        Gateway gateway = opened.gateway();
        if (gateway != null) {
            json.writeObjectPropertyStart("gateway");
            text("fingerprint", gateway.fingerprint());
            json.writeArrayPropertyStart("candidates");
            gateway.candidates().forEach(json::writeString);
            json.writeEndArray();
            text("ufragPrefix", gateway.ufragPrefix());
            json.writeEndObject();
        }
    }

    private void iceServers(List<IceServer> servers) {
        json.writeArrayPropertyStart("iceServers");
        for (IceServer server : servers) {
            json.writeStartObject();
            json.writeArrayPropertyStart("urls");
            for (String url : server.urls()) {
                json.writeString(Words.clean(url));
            }
            json.writeEndArray();
            optionalText("username", server.username());
            optionalText("credential", server.credential());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void roomJoined(RoomJoined joined) {
        text("room", joined.room());
        text("self", joined.self());
        peers(joined.peers());
    }

    private void peers(List<Peer> peers) {
        json.writeArrayPropertyStart("peers");
        peers.forEach(this::peer);
        json.writeEndArray();
    }

    private void presence(Presence presence) {
        text("address", presence.address());
        optionalText("name", presence.name());
        text("state", presence.state().wire());
        json.writeBooleanProperty("inCall", presence.inCall());
        abilities(presence.abilities());
        json.writeArrayPropertyStart("devices");
        for (Presence.Device device : presence.devices()) {
            json.writeStartObject();
            optionalText("name", device.name());
            text("state", device.state().wire());
            abilities(device.abilities());
            json.writeEndObject();
        }
        json.writeEndArray();
        optionalText("note", presence.note());
    }

    private void abilities(Set<Ability> abilities) {
        json.writeArrayPropertyStart("abilities");
        abilities.forEach(ability -> json.writeString(ability.wire()));
        json.writeEndArray();
    }

    private void mail(Mail mail) {
        text("message", mail.id());
        party("from", mail.from());
        text("to", mail.to().toString());
        raw("body", mail.body());
        text("at", mail.at().toString());
        json.writeBooleanProperty("kept", mail.isKept());
    }

    private void peer(Peer peer) {
        json.writeStartObject();
        text("id", peer.id());
        text("address", peer.party().address());
        optionalText("name", peer.party().name());
        json.writeEndObject();
    }

    private void party(String name, Party party) {
        json.writeObjectPropertyStart(name);
        text("address", party.address());
        optionalText("name", party.name());
        json.writeEndObject();
    }

    private void headers(Map<String, String> headers) {
        if (!headers.isEmpty()) {
            json.writeObjectPropertyStart("headers");
            headers.forEach(this::text);
            json.writeEndObject();
        }
    }

    private void cause(@Nullable Cause cause) {
        if (cause != null) {
            json.writeObjectPropertyStart("sip");
            json.writeNumberProperty("code", cause.code());
            text("text", cause.text());
            json.writeEndObject();
        }
    }

    private void optionalText(String name, @Nullable String value) {
        if (value != null) {
            text(name, value);
        }
    }

    /// Cleaned, because the generator refuses half surrogate pairs, which a ticket may hold.
    private void text(String name, String value) {
        json.writeStringProperty(name, Words.clean(value));
    }

    /// The generator has no way to write bytes as they are; so it writes an empty value, which
    /// puts the colon, and the bytes go to its stream behind its back.
    private void raw(String name, RawJson value) {
        json.writeName(name);
        json.writeRawValue("");
        json.flush();
        try {
            value.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
