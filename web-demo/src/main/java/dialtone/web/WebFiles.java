package dialtone.web;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// The files a browser may load, by name: `sdk/dialtone.js`.
///
/// A name is letters, digits, `-`, `_` and dots that do not begin a part, so none leads outside;
/// and only files of the kinds below are given out.
///
/// Threading: for any thread.
final class WebFiles {

    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+");

    private static final Map<String, String> CONTENT_TYPES =
            Map.ofEntries(
                    Map.entry("html", "text/html; charset=utf-8"),
                    Map.entry("css", "text/css; charset=utf-8"),
                    Map.entry("js", "text/javascript; charset=utf-8"),
                    Map.entry("json", "application/json"),
                    Map.entry("map", "application/json"),
                    Map.entry("webmanifest", "application/manifest+json"),
                    Map.entry("ts", "text/plain; charset=utf-8"),
                    Map.entry("svg", "image/svg+xml"),
                    Map.entry("png", "image/png"),
                    Map.entry("jpg", "image/jpeg"),
                    Map.entry("webp", "image/webp"),
                    Map.entry("ico", "image/x-icon"),
                    Map.entry("woff2", "font/woff2"),
                    Map.entry("mp3", "audio/mpeg"),
                    Map.entry("ogg", "audio/ogg"),
                    Map.entry("txt", "text/plain; charset=utf-8"));

    private final @Nullable Path directory;
    private final Map<String, WebFile> loaded = new ConcurrentHashMap<>();

    private WebFiles(@Nullable Path directory) {
        this.directory = directory;
    }

    /// Those built into the program. Each is read once.
    static WebFiles builtIn() {
        return new WebFiles(null);
    }

    /// Those below a directory, read anew each time, for who works on them.
    static WebFiles in(Path directory) {
        return new WebFiles(directory);
    }

    /// The file of a name; null when there is none.
    @Nullable WebFile find(String name) {
        WebFile known = loaded.get(name);
        if (known != null) {
            return known;
        }
        String contentType = CONTENT_TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (contentType == null || !NAME.matcher(name).matches()) {
            return null;
        }
        try (InputStream content = open(name)) {
            if (content == null) {
                return null;
            }
            byte[] bytes = content.readAllBytes();
            WebFile file =
                    new WebFile(
                            contentType,
                            name.endsWith(".js") ? SourceComments.blank(bytes) : bytes);
            if (directory == null) {
                loaded.put(name, file);
            }
            return file;
        } catch (NoSuchFileException _) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }

    private @Nullable InputStream open(String name) throws IOException {
        return directory == null
                ? WebFiles.class.getResourceAsStream(name)
                : Files.newInputStream(directory.resolve(name));
    }
}
