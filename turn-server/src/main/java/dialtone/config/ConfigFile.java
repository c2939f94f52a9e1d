package dialtone.config;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;

/// The file's part of a configuration.
///
/// Threading: for one thread.
final class ConfigFile {

    private static final long MAX_BYTES = 1024 * 1024;

    private final Problems problems;

    ConfigFile(Problems problems) {
        this.problems = problems;
    }

    /// Sets every key that the file has.
    ///
    /// @param file named on the command line; null to ask the environment, where also the whole
    ///     text may be
    /// @param foreign sections of other programs, which are passed over
    void readInto(
            Settings settings,
            @Nullable String file,
            Environment environment,
            Set<String> foreign) {
        String name = file == null ? environment.get(Environment.CONFIG) : file;
        String body = file == null ? environment.get(Environment.CONFIG_BODY) : null;
        String bodyOrigin = Environment.origin(Environment.CONFIG_BODY);
        if (name != null && body != null) {
            problems.add("", "is set, and so is " + Environment.CONFIG, bodyOrigin);
        }
        String yaml = name == null ? body : contents(name);
        if (yaml != null) {
            String origin = name == null ? bodyOrigin : name;
            settings.take("", YamlReader.read(origin, yaml, problems), foreign);
        }
    }

    private @Nullable String contents(String name) {
        try {
            Path path = Path.of(name);
            if (Files.size(path) > MAX_BYTES) {
                problems.add("", "the file is too large (at most 1MiB)", name);
                return null;
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
                    .toString();
        } catch (CharacterCodingException _) {
            problems.add("", "the file is no text in UTF-8", name);
        } catch (NoSuchFileException _) {
            problems.add("", "there is no such file", name);
        } catch (AccessDeniedException _) {
            problems.add("", "the file may not be read by this user", name);
        } catch (IOException | InvalidPathException e) {
            problems.add("", "the file cannot be read: " + e.getMessage(), name);
        }
        return null;
    }
}
