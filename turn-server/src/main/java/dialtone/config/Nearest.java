package dialtone.config;

import java.util.Collection;
import java.util.Comparator;

/// Finds the name somebody probably meant.
public final class Nearest {

    private Nearest() {}

    /// A clause to add to a message, or nothing when no name is near.
    public static String hint(String written, Collection<String> names) {
        return names.stream()
                .filter(name -> isNear(written, name))
                .min(Comparator.comparingInt(name -> distance(written, name)))
                .map(name -> "; did you mean " + name + "?")
                .orElse("");
    }

    /// A third of the letters may differ, or the name was looked for in another section.
    private static boolean isNear(String written, String name) {
        int longer = Math.max(written.length(), name.length());
        return distance(written, name) * 3 <= longer || last(written).equals(last(name));
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /// How many letters to add, drop or change (Levenshtein).
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
