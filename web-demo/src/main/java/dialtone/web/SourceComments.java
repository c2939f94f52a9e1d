package dialtone.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.StringJoiner;

/// Leaves out of scripts what only their developers read, a third of what they weigh.
///
/// Only comments that have their lines to themselves go, and empty lines stay in their place, so
/// that a browser's developer tools name the lines of the sources.
final class SourceComments {

    private SourceComments() {}

    /// The script without them.
    static byte[] blank(byte[] script) {
        StringJoiner kept = new StringJoiner("\n");
        boolean inside = false;
        for (String line : new String(script, UTF_8).split("\n", -1)) {
            String text = line.strip();
            boolean opens = !inside && text.startsWith("/*");
            int end = inside ? text.indexOf("*/") : opens ? text.indexOf("*/", 2) : -1;
            boolean isComment = inside || text.startsWith("//") || opens;
            boolean codeFollows = end >= 0 && end + 2 < text.length();
            if (!isComment || (opens && codeFollows)) {
                kept.add(line);
            } else if (codeFollows) {
                kept.add(text.substring(end + 2));
            } else {
                kept.add("");
            }
            inside = (inside || opens) && end < 0;
        }
        return kept.toString().getBytes(UTF_8);
    }
}
