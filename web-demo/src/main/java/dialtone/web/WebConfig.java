package dialtone.web;

import dialtone.config.Problems;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.Path;

/// Which files the pages are made of.
///
/// @param directory with `demo`, `sdk` and `embed` in it, read anew at each request, for who works
///     on them; null for the files built into the program
public record WebConfig(@Nullable Path directory) {

    public WebConfig {
        new Problems()
                .require(
                        directory == null || Files.isDirectory(directory),
                        "directory",
                        "there is no directory " + directory)
                .orThrow();
    }

    public static WebConfig defaults() {
        return new WebConfig(null);
    }
}
