package dialtone.signaling.ticket;

import java.time.Duration;

/// Says times as people say them.
final class Times {

    private Times() {}

    /// A length of time in its two largest units: `2 h 5 min`, `31 s`.
    static String inWords(Duration time) {
        long days = time.toDays();
        if (days > 0) {
            return time.toHoursPart() > 0 ? days + " d " + time.toHoursPart() + " h" : days + " d";
        }
        if (time.toHours() > 0) {
            return time.toMinutesPart() > 0
                    ? time.toHours() + " h " + time.toMinutesPart() + " min"
                    : time.toHours() + " h";
        }
        if (time.toMinutes() > 0) {
            return time.toSecondsPart() > 0
                    ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                    : time.toMinutes() + " min";
        }
        return time.toSeconds() + " s";
    }
}
