package dialtone.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

class ConfigLoaderTest {

    enum Color {
        DARK_RED,
        GREEN
    }

    record Server(
            InetSocketAddress listen,
            Duration timeout,
            ByteSize buffer,
            int portMin,
            int portMax,
            boolean fast,
            String realm,
            @Nullable InetAddress external,
            List<String> origins,
            Map<String, Secret> users,
            Secret token,
            Color color) {

        Server {
            new Problems()
                    .require(portMin <= portMax, "port-min", portMin + " is above " + portMax)
                    .require(!users.containsKey("root"), "users.root", "must not exist")
                    .orThrow();
        }
    }

    record Limits(int most) {

        Limits {
            if (most < 1) {
                throw new IllegalArgumentException("nothing is allowed");
            }
        }
    }

    record Whole(Server server, Limits limits) {}

    private static final Whole DEFAULTS =
            new Whole(
                    new Server(
                            at("127.0.0.1", 80),
                            Duration.ofSeconds(5),
                            ByteSize.ofKiB(1),
                            10,
                            20,
                            false,
                            "example",
                            null,
                            List.of("a"),
                            Map.of(),
                            new Secret("default"),
                            Color.GREEN),
                    new Limits(1));

    private static InetSocketAddress at(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    @TempDir Path directory;

    private String file(String yaml) throws IOException {
        return Files.writeString(directory.resolve("dialtone.yaml"), yaml).toString();
    }

    private static Whole load(
            @Nullable String file, Map<String, String> environment, Sources.Flag... flags) {
        return new ConfigLoader<>(DEFAULTS, Set.of("other"))
                .load(new Sources(file, environment, List.of(flags), List.of()))
                .config();
    }

    private static Sources.Flag flag(String path, String value) {
        return new Sources.Flag("--" + path, path, value);
    }

    /// The problems of a file in one text, without the file's directory.
    private String problems(String yaml) throws IOException {
        String file = file(yaml);
        return problems(file, Map.of()).replace(directory + "/", "");
    }

    private static String problems(
            @Nullable String file, Map<String, String> environment, Sources.Flag... flags) {
        InvalidConfigException e =
                catchThrowableOfType(
                        InvalidConfigException.class, () -> load(file, environment, flags));
        assertThat(e).as("something is wrong").isNotNull();
        return e.report();
    }

    @Test
    void keepsTheDefaultsWhenNobodySaysAnything() {
        assertThat(load(null, Map.of())).isEqualTo(DEFAULTS);
    }

    @Nested
    class Values {

        @Test
        void readsEveryTypeFromAFile() throws IOException {
            String file =
                    file(
                            """
                            server:
                              listen: "[::1]:8080"
                              timeout: 1m30s
                              buffer: 2MiB
                              port-min: 11
                              port-max: 12
                              fast: true
                              realm: 123
                              external: 192.0.2.1
                              origins: [b, c]
                              users:
                                alice: "a:b,c"
                              token: t
                              color: dark-red
                            limits:
                              most: 7
                            """);

            assertThat(load(file, Map.of()))
                    .isEqualTo(
                            new Whole(
                                    new Server(
                                            at("::1", 8080),
                                            Duration.ofSeconds(90),
                                            ByteSize.parse("2MiB"),
                                            11,
                                            12,
                                            true,
                                            "123",
                                            InetAddress.ofLiteral("192.0.2.1"),
                                            List.of("b", "c"),
                                            Map.of("alice", new Secret("a:b,c")),
                                            new Secret("t"),
                                            Color.DARK_RED),
                                    new Limits(7)));
        }

        @Test
        void readsListsAndNamesWithValuesFromTheEnvironment() {
            Server server =
                    load(
                                    null,
                                    Map.of(
                                            "DIALTONE_SERVER_ORIGINS",
                                            "b, c",
                                            "DIALTONE_SERVER_USERS",
                                            "alice:a:1,bob:2"))
                            .server();

            assertThat(server.origins()).containsExactly("b", "c");
            assertThat(server.users())
                    .containsEntry("alice", new Secret("a:1"))
                    .containsEntry("bob", new Secret("2"));
        }

        @Test
        void collectsRepeatedFlags() {
            Server server =
                    load(
                                    null,
                                    Map.of(),
                                    flag("server.origins", "b,c"),
                                    flag("server.origins", "d"),
                                    flag("server.users", "alice:1,2"),
                                    flag("server.users", "bob:3"),
                                    flag("server.realm", "one"),
                                    flag("server.realm", "two"))
                            .server();

            assertThat(server.origins()).containsExactly("b", "c", "d");
            assertThat(server.users())
                    .containsEntry("alice", new Secret("1,2"))
                    .containsEntry("bob", new Secret("3"));
            assertThat(server.realm()).isEqualTo("two");
        }

        @Test
        void changesThePortOrTheHostOfAnAddressAlone() {
            assertThat(load(null, Map.of(), flag("server.listen", ":81")).server().listen())
                    .isEqualTo(at("127.0.0.1", 81));
            assertThat(
                            load(
                                            null,
                                            Map.of("DIALTONE_SERVER_LISTEN", "[::1]"),
                                            flag("server.listen", "82"))
                                    .server()
                                    .listen())
                    .isEqualTo(at("::1", 82));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '~',
                value = {
                    "listen: 127.0.0.1:70000 | '70000' in '127.0.0.1:70000' is no port",
                    "listen: 'no host.invalid:1' | the host 'no host.invalid' is not known",
                    "listen: '' | '' is no address with a port",
                    "listen: [] | is one value, and neither a list nor a section",
                    "timeout: 5 | '5' is no length of time",
                    "timeout: 5 minutes | '5 minutes' is no length of time",
                    "timeout: 99999999999999999999s | is no length of time",
                    "buffer: 64kb | '64kb' is no size",
                    "port-min: 1.5 | '1.5' is no whole number",
                    "port-min: 99999999999 | '99999999999' is no whole number, or too large a one",
                    "port-min: | has no value",
                    "fast: yes | 'yes' is neither true nor false",
                    "external: '1.2.3' 4 | this is no valid YAML",
                    "origins: a | is a list (expected: like [a, b])",
                    "users: a | needs names and values (expected: like name: value)",
                    "users: {a: ''} | a secret must not be empty",
                    "color: blue | 'blue' is not known (expected: dark-red, green)",
                    "~realm: &x y\n  token: *x~ | aliases (*name) are not supported",
                })
        void saysWhatIsWrongWithAValue(String line, String words) throws IOException {
            assertThat(problems("server:\n  " + line + "\n")).contains(words, "line ");
        }

        @Test
        void tellsOfAllWrongEntriesOfAList() {
            assertThat(problems(null, Map.of("DIALTONE_SERVER_USERS", "alice,:x,bob:1")))
                    .contains(
                            "variable DIALTONE_SERVER_USERS: server.users.alice: has no value",
                            "server.users: a name is missing");
        }
    }

    @Nested
    class Order {

        @Test
        void flagsWinOverTheEnvironmentAndThatOverTheFileAndThatOverTheDefaults()
                throws IOException {
            String file = file("server: {realm: file, port-max: 30, timeout: 1s}");
            Map<String, String> environment =
                    Map.of("DIALTONE_SERVER_REALM", "env", "DIALTONE_SERVER_PORT_MAX", "31");

            Server server = load(file, environment, flag("server.realm", "flag")).server();

            assertThat(server.realm()).isEqualTo("flag");
            assertThat(server.portMax()).isEqualTo(31);
            assertThat(server.timeout()).isEqualTo(Duration.ofSeconds(1));
            assertThat(server.portMin()).isEqualTo(DEFAULTS.server().portMin());
        }

        @Test
        void theFileMayBeNamedByTheEnvironmentOrBeInIt() throws IOException {
            String file = file("server: {realm: file}");

            assertThat(load(null, Map.of("DIALTONE_CONFIG", file)).server().realm())
                    .isEqualTo("file");
            assertThat(
                            load(null, Map.of("DIALTONE_CONFIG_BODY", "server: {realm: body}"))
                                    .server()
                                    .realm())
                    .isEqualTo("body");
            assertThat(problems(null, Map.of("DIALTONE_CONFIG", file, "DIALTONE_CONFIG_BODY", "a")))
                    .contains("DIALTONE_CONFIG_BODY: is set, and so is DIALTONE_CONFIG");
        }

        @Test
        void anEmptyVariableSaysNothing() {
            assertThat(load(null, Map.of("DIALTONE_SERVER_REALM", "")).server().realm())
                    .isEqualTo("example");
        }
    }

    @Nested
    class Secrets {

        @Test
        void areReadFromFilesWithoutTheLineBreakAtTheEnd() throws IOException {
            Path secret = Files.writeString(directory.resolve("token"), "s3cret\n");
            Path users = Files.writeString(directory.resolve("users"), "alice:1\nbob:2\n");

            Server server =
                    load(
                                    null,
                                    Map.of(
                                            "DIALTONE_SERVER_TOKEN_FILE",
                                            secret.toString(),
                                            "DIALTONE_SERVER_USERS_FILE",
                                            users.toString()))
                            .server();

            assertThat(server.token()).isEqualTo(new Secret("s3cret"));
            assertThat(server.users()).containsOnlyKeys("alice", "bob");
        }

        @Test
        void mustNotBeGivenTwiceNorBeInAFileThatDoesNotExist() {
            assertThat(
                            problems(
                                    null,
                                    Map.of(
                                            "DIALTONE_SERVER_TOKEN",
                                            "a",
                                            "DIALTONE_SERVER_TOKEN_FILE",
                                            "/b")))
                    .contains("server.token: is set, and so is DIALTONE_SERVER_TOKEN_FILE");
            assertThat(problems(null, Map.of("DIALTONE_SERVER_TOKEN_FILE", "/nowhere/token")))
                    .contains("TOKEN_FILE: server.token: there is no file /nowhere/token");
        }

        @Test
        void areNotPrinted() {
            Loaded<Whole> loaded =
                    new ConfigLoader<>(DEFAULTS, Set.of())
                            .load(
                                    new Sources(
                                            null,
                                            Map.of("DIALTONE_SERVER_TOKEN", "s3cret"),
                                            List.of(flag("server.users", "alice:s3cret")),
                                            List.of()));

            assertThat(loaded.print())
                    .doesNotContain("s3cret")
                    .contains(
                            "  token: (secret)  # environment variable DIALTONE_SERVER_TOKEN",
                            "  users: {alice: (secret)}  # flag --server.users",
                            "  timeout: 5s\n");
        }
    }

    @Nested
    class Mistakes {

        @Test
        void areToldAllAtOnceWithTheirPlaces() throws IOException {
            String file =
                    file(
                            """
                            server:
                              timeot: 5s
                              fast: maybe
                              port-min: 30
                              users: {root: x}
                            limits:
                              most: 0
                            """);

            String report =
                    problems(
                            file,
                            Map.of("DIALTONE_SERVER_REALN", "x"),
                            flag("server.color", "red"));

            assertThat(report)
                    .contains(
                            "yaml line 2: server.timeot: there is no such key; did you mean"
                                    + " server.timeout?",
                            "yaml line 3: server.fast: 'maybe' is neither true nor false",
                            "yaml line 4: server.port-min: 30 is above 20",
                            "yaml line 5: server.users.root: must not exist",
                            "\n  limits: nothing is allowed",
                            "environment variable DIALTONE_SERVER_REALN: there is no such variable;"
                                    + " did you mean DIALTONE_SERVER_REALM?",
                            "flag --server.color: server.color: 'red' is not known");
            assertThat(report.lines()).hasSize(8);
        }

        @Test
        void keysOfOtherSectionsAreFoundThere() throws IOException {
            assertThat(problems("realm: x"))
                    .contains(
                            "yaml line 1: realm: there is no such key; did you mean server.realm?");
        }

        @Test
        void nothingIsSuggestedWhereNothingIsNear() throws IOException {
            assertThat(problems("zebra: x")).contains("zebra: there is no such key\n".strip());
            assertThat(problems("zebra: x")).doesNotContain("did you mean");
        }

        @Test
        void otherProgramsSectionsAndVariablesAreNone() throws IOException {
            assertThat(load(file("other: {a: b}"), Map.of("DIALTONE_OTHER_A", "b")))
                    .isEqualTo(DEFAULTS);
        }

        @Test
        void variablesThatKubernetesSetsAreNone() {
            assertThat(
                            load(
                                    null,
                                    Map.of(
                                            "DIALTONE_PORT", "tcp://10.0.0.1:80",
                                            "DIALTONE_SERVICE_HOST", "10.0.0.1",
                                            "DIALTONE_SERVICE_PORT_HTTP", "80",
                                            "DIALTONE_TURN_PORT_3478_UDP_ADDR", "10.0.0.1")))
                    .isEqualTo(DEFAULTS);
        }
    }

    @Nested
    class ConfigFiles {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '~',
                value = {
                    "~server:\n  realm: a\n  realm: b~ | yaml line 3: server.realm: is there twice",
                    "~server:\n\trealm: a~ | yaml line 2: this is no valid YAML",
                    "~server: {realm: a~ | this is no valid YAML",
                    "~server: {}\n---\nserver: {}~ | a second document begins here",
                    "~- a~ | yaml line 1: this is no configuration (expected: sections with keys)",
                    "~just text~ | this is no configuration",
                    "~server: 5~ | yaml line 1: server: is a section",
                })
        void thatAreBrokenAreToldWithTheLine(String yaml, String words) throws IOException {
            assertThat(problems(yaml)).contains(words);
        }

        @Test
        void thatAreEmptySayNothing() throws IOException {
            assertThat(load(file(""), Map.of())).isEqualTo(DEFAULTS);
            assertThat(load(file("# only a comment\n"), Map.of())).isEqualTo(DEFAULTS);
            assertThat(load(file("server:\nlimits:\n"), Map.of())).isEqualTo(DEFAULTS);
        }

        @Test
        void thatCannotBeReadAreToldWithTheReason() throws IOException {
            assertThat(problems(directory.resolve("no.yaml").toString(), Map.of()))
                    .contains("no.yaml: there is no such file");
            assertThat(problems(directory.toString(), Map.of()))
                    .contains("the file cannot be read");
            Path latin = Files.write(directory.resolve("latin"), new byte[] {(byte) 0xe9, 'a'});
            assertThat(problems(latin.toString(), Map.of())).contains("is no text in UTF-8");
            Path large = Files.write(directory.resolve("large"), new byte[1024 * 1024 + 1]);
            assertThat(problems(large.toString(), Map.of())).contains("the file is too large");
        }

        @Test
        void thatNestTooDeeplyAreToldLikeOtherBrokenOnes() throws IOException {
            assertThat(problems("server: " + "[".repeat(5000))).contains("no valid YAML");
        }
    }
}
