package dialtone.signaling.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/// Which program this is.
///
/// @param version of the release: `0.1.0`
/// @param revision of the sources it was built from, with `-dirty` when they were changed; or
///     `unknown` when it was not built from a repository
/// @param java the version of the Java it runs on
public record BuildInfo(String version, String revision, String java) {

    private static final String RESOURCE = "build.properties";

    /// What the build wrote beside this class.
    public static BuildInfo read() {
        Properties properties = new Properties();
        try (InputStream file = BuildInfo.class.getResourceAsStream(RESOURCE)) {
            if (file == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the class path");
            }
            properties.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new BuildInfo(
                properties.getProperty("version", "unknown"),
                properties.getProperty("revision", "unknown"),
                Runtime.version().toString());
    }
}
