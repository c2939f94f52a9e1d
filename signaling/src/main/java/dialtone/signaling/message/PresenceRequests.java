package dialtone.signaling.message;

import static java.util.Objects.requireNonNull;

import dialtone.signaling.message.Request.MessageSend;
import dialtone.signaling.message.Request.MessageTaken;
import dialtone.signaling.message.Request.PresenceSet;
import dialtone.signaling.message.Request.PresenceSubscribe;
import dialtone.signaling.message.Request.PresenceUnsubscribe;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads the parameters of requests about presence and of messages.
final class PresenceRequests {

    private static final int MAX_ADDRESSES = 100;

    /// Of what the server has named.
    private static final int MAX_NAME = 64;

    private static final int MAX_BODY_BYTES = 16 * 1024;

    /// Those that an endpoint may say of itself.
    private static final Set<String> STATES =
            words(
                    Stream.of(PresenceState.values())
                            .filter(state -> state != PresenceState.OFFLINE)
                            .map(PresenceState::wire));

    private static final Set<String> ABILITIES =
            words(Stream.of(Ability.values()).map(Ability::wire));

    private PresenceRequests() {}

    private static Set<String> words(Stream<String> words) {
        return words.collect(Collectors.toCollection(TreeSet::new));
    }

    static Request set(RequestId id, JsonCursor params) {
        PresenceState state = null;
        String device = null;
        Set<Ability> abilities = EnumSet.noneOf(Ability.class);
        String note = null;
        String name;
        while ((name = params.nextMember()) != null) {
            switch (name) {
                case "state" -> state = PresenceState.of(params.oneOf(STATES));
                case "device" -> device = params.text(0, Showing.MAX_DEVICE);
                case "abilities" -> abilities = abilities(params);
                case "note" -> note = params.text(0, Showing.MAX_NOTE);
                default -> params.skip();
            }
        }
        return new PresenceSet(
                id,
                new Showing(
                        params.required(state, "state"), blank(device), abilities, blank(note)));
    }

    private static @Nullable String blank(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    private static Set<Ability> abilities(JsonCursor params) {
        Set<Ability> abilities = EnumSet.noneOf(Ability.class);
        params.elements(
                0,
                Ability.values().length,
                "abilities",
                () -> abilities.add(requireNonNull(Ability.of(params.oneOf(ABILITIES)))));
        return abilities;
    }

    static Request subscribe(RequestId id, JsonCursor params) {
        return new PresenceSubscribe(id, addresses(params));
    }

    static Request unsubscribe(RequestId id, JsonCursor params) {
        return new PresenceUnsubscribe(id, addresses(params));
    }

    private static List<Address> addresses(JsonCursor params) {
        List<Address> addresses = null;
        String name;
        while ((name = params.nextMember()) != null) {
            switch (name) {
                case "addresses" -> {
                    List<Address> read = new ArrayList<>();
                    params.elements(
                            1, MAX_ADDRESSES, "addresses", () -> read.add(params.address()));
                    addresses = read;
                }
                default -> params.skip();
            }
        }
        return params.required(addresses, "addresses");
    }

    static Request send(RequestId id, JsonCursor params) {
        Address to = null;
        RawJson body = null;
        boolean keep = false;
        String name;
        while ((name = params.nextMember()) != null) {
            switch (name) {
                case "to" -> to = params.address();
                case "body" -> body = body(params);
                case "keep" -> keep = params.bool();
                default -> params.skip();
            }
        }
        return new MessageSend(id, params.required(to, "to"), params.required(body, "body"), keep);
    }

    static Request taken(RequestId id, JsonCursor params) {
        List<String> messages = null;
        String name;
        while ((name = params.nextMember()) != null) {
            switch (name) {
                case "messages" -> {
                    List<String> read = new ArrayList<>();
                    params.elements(
                            1, MAX_ADDRESSES, "messages", () -> read.add(params.text(0, MAX_NAME)));
                    messages = read;
                }
                default -> params.skip();
            }
        }
        return new MessageTaken(id, params.required(messages, "messages"));
    }

    private static RawJson body(JsonCursor params) {
        String expected = "a string or an object of at most " + MAX_BODY_BYTES + " bytes";
        if (!params.isText() && !params.isObject()) {
            throw params.refused(expected);
        }
        RawJson body = params.raw();
        if (body.length() > MAX_BODY_BYTES) {
            throw params.refused(expected);
        }
        return body;
    }
}
