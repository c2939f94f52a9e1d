package dialtone.signaling.ticket;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/// Who somebody is and what they may do, until when.
public record Ticket(
        String user,
        @Nullable String name,
        List<String> rooms,
        List<String> dial,
        Instant expiresAt) {

    public Ticket {
        rooms = List.copyOf(rooms);
        dial = List.copyOf(dial);
    }

    public String address() {
        return "user:" + user;
    }

    public boolean mayJoin(String room) {
        return rooms.stream().anyMatch(pattern -> matches(pattern, room));
    }

    public boolean mayDial(String address) {
        return dial.stream().anyMatch(pattern -> matches(pattern, address));
    }

    private static boolean matches(String pattern, String text) {
        return Pattern.matches(Pattern.quote(pattern).replace("*", "\\E.*\\Q"), text);
    }
}
