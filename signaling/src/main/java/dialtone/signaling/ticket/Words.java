package dialtone.signaling.ticket;

import java.time.Duration;

/// Turns what a stranger sent, and times, into words fit for a message and a log.
final class Words {

    private static final int MAX_QUOTED = 64;

    private Words() {}

    /// Quotes a stranger's text: shortened, and without characters that could break a log line.
    static String quote(String text) {
        String shown = text.length() > MAX_QUOTED ? text.substring(0, MAX_QUOTED) + "…" : text;
        StringBuilder words = new StringBuilder("'");
        shown.chars()
                .forEach(
                        c -> {
                            boolean isSafe = !Character.isISOControl(c) && !isSeparator(c);
                            words.append(isSafe ? (char) c : '?');
                        });
        return words.append('\'').toString();
    }

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

    /// Unicode's line and paragraph separators, which some programs take for line ends.
    private static boolean isSeparator(int c) {
        return c == 0x2028 || c == 0x2029;
    }
}
