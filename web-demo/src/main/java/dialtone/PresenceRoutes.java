package dialtone;

import dialtone.signaling.admin.AdminRoutes;
import dialtone.signaling.admin.AdminRoutes.Answer;
import dialtone.signaling.http.Problem;
import dialtone.signaling.http.Routes;
import dialtone.signaling.hub.Hub;
import dialtone.signaling.message.Ability;
import dialtone.signaling.message.Address;
import dialtone.signaling.message.Presence;
import dialtone.signaling.message.PresenceState;
import dialtone.signaling.message.Showing;
import dialtone.signaling.message.Words;

import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// Presence for programs, on the admin port, specified in `docs/openapi.yaml`.
///
/// Threading: immutable.
final class PresenceRoutes {

    static final String PRESENCE = "/v1/presence";
    static final String OF_USER = PRESENCE + "/" + Routes.LAST_SEGMENT;

    private static final Duration USUAL = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Supplier<@Nullable Hub> hub;

    private PresenceRoutes(Supplier<@Nullable Hub> hub) {
        this.hub = hub;
    }

    /// Adds them.
    ///
    /// @param hub null while there is none
    static void add(Routes routes, Supplier<@Nullable Hub> hub) {
        PresenceRoutes made = new PresenceRoutes(hub);
        routes.add(HttpMethod.GET, OF_USER, AdminRoutes.plain(made::read))
                .add(HttpMethod.POST, PRESENCE, AdminRoutes.json(made::change));
    }

    private record Shown(
            String address,
            @Nullable String name,
            String state,
            boolean inCall,
            List<String> abilities,
            List<Device> devices,
            @Nullable String note) {

        static Shown of(Presence presence) {
            return new Shown(
                    presence.address(),
                    presence.name(),
                    presence.state().wire(),
                    presence.inCall(),
                    words(presence.abilities()),
                    presence.devices().stream()
                            .map(
                                    device ->
                                            new Device(
                                                    device.name(),
                                                    device.state().wire(),
                                                    words(device.abilities())))
                            .toList(),
                    presence.note());
        }

        private static List<String> words(Set<Ability> abilities) {
            return abilities.stream().map(Ability::wire).toList();
        }
    }

    private record Device(@Nullable String name, String state, List<String> abilities) {}

    private Hub there() {
        Hub known = hub.get();
        if (known == null) {
            throw new IllegalStateException("Signaling is not open.");
        }
        return known;
    }

    private Answer read(Request request) {
        String text = URLDecoder.decode(Routes.lastSegment(request), StandardCharsets.UTF_8);
        Address address = user(text);
        return address == null
                ? bad("The path must end with the address of a user, such as user:bob.")
                : shown(address);
    }

    private Answer shown(Address address) {
        return new Answer.Ok(Shown.of(there().presences().of(address.toString())));
    }

    private Answer change(JsonNode body) {
        Address address = user(text(body, "address"));
        if (address == null) {
            return bad("'address' must be the address of a user, such as user:bob.");
        }
        PresenceState state = PresenceState.of(String.valueOf(text(body, "state")));
        if (state == null) {
            return bad(
                    "'state' must be available, away, busy, do-not-disturb, invisible or offline.");
        }
        String device = text(body, "device");
        String note = text(body, "note");
        if (isTooLong(body, "device", device, Showing.MAX_DEVICE)
                || isTooLong(body, "note", note, Showing.MAX_NOTE)
                || isTooLong(body, "name", text(body, "name"), Showing.MAX_NOTE)) {
            return bad(
                    "'device' must be text of at most %d characters, 'name' and 'note' of %d."
                            .formatted(Showing.MAX_DEVICE, Showing.MAX_NOTE));
        }
        Set<Ability> abilities = abilities(body.get("abilities"));
        if (abilities == null) {
            return bad("'abilities' must be a list of audio, video, screen.");
        }
        Duration time = time(body.get("seconds"));
        if (time == null) {
            return bad("'seconds' must be 1 to %d.".formatted(LONGEST.toSeconds()));
        }
        if (state == PresenceState.OFFLINE) {
            there().programs().end(address.toString());
        } else if (!there().programs()
                .show(
                        address.toString(),
                        text(body, "name"),
                        new Showing(state, device, abilities, note),
                        time)) {
            return new Answer.Refused(
                    new Problem(
                            HttpStatus.SERVICE_UNAVAILABLE_503,
                            "http/unavailable",
                            "Programs say something of as many users as may be.",
                            true,
                            "retry"));
        }
        return shown(address);
    }

    private static @Nullable Address user(@Nullable String text) {
        Address address =
                text == null || !text.equals(Words.clean(text)) ? null : Address.parse(text);
        return address != null && address.scheme().equals(Address.USER) ? address : null;
    }

    private static @Nullable String text(JsonNode body, String name) {
        JsonNode node = body.get(name);
        return node != null && node.isString() ? node.stringValue() : null;
    }

    private static boolean isTooLong(
            JsonNode body, String name, @Nullable String text, int longest) {
        return text == null ? body.hasNonNull(name) : text.length() > longest;
    }

    private static @Nullable Set<Ability> abilities(@Nullable JsonNode node) {
        Set<Ability> abilities = EnumSet.noneOf(Ability.class);
        if (node == null || node.isNull()) {
            return abilities;
        }
        for (JsonNode each : node) {
            Ability ability = each.isString() ? Ability.of(each.stringValue()) : null;
            if (ability == null) {
                return null;
            }
            abilities.add(ability);
        }
        return node.isArray() ? abilities : null;
    }

    private static @Nullable Duration time(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return USUAL;
        }
        return node.isIntegralNumber()
                        && node.canConvertToLong()
                        && node.longValue() > 0
                        && node.longValue() <= LONGEST.toSeconds()
                ? Duration.ofSeconds(node.longValue())
                : null;
    }

    private static Answer bad(String words) {
        return new Answer.Refused(Problem.badRequest(words));
    }
}
