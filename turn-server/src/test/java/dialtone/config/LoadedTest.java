package dialtone.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Set;

class LoadedTest {

    record Inner(int most) {}

    record Outer(int first, Inner inner, int last) {}

    record Whole(Outer outer, Inner next) {}

    private static final Whole DEFAULTS = new Whole(new Outer(1, new Inner(2), 3), new Inner(4));

    @Test
    void printsSectionsWithinSections() {
        Loaded<Whole> loaded =
                new ConfigLoader<>(DEFAULTS, Set.of())
                        .load(new Sources(null, Map.of(), List.of(), List.of()));

        assertThat(loaded.print())
                .isEqualTo(
                        """
                        outer:
                          first: 1
                          inner:
                            most: 2
                          last: 3

                        next:
                          most: 4
                        """);
    }

    public record Trunk(String host, int port, Secret password, boolean isUp) {

        public Trunk {
            new Problems()
                    .require(port > 0, "port", port + " is no port")
                    .require(!host.isEmpty(), "host", "must be given")
                    .orThrow();
        }

        public static Trunk defaults() {
            return new Trunk("localhost", 5060, new Secret("none"), true);
        }
    }

    record Phones(Map<String, Trunk> trunks) {}

    record WithPhones(Phones phones) {}

    private static Loaded<WithPhones> phones(String yaml) {
        return new ConfigLoader<>(new WithPhones(new Phones(Map.of())), Set.of())
                .load(
                        new Sources(
                                null, Map.of("DIALTONE_CONFIG_BODY", yaml), List.of(), List.of()));
    }

    @Test
    void readsNamedSections() {
        Loaded<WithPhones> loaded =
                phones(
                        """
                        phones:
                          trunks:
                            carrier:
                              host: sip.example.com
                              password: secret
                            pbx:
                        """);

        assertThat(loaded.config().phones().trunks())
                .containsOnlyKeys("carrier", "pbx")
                .containsEntry(
                        "carrier", new Trunk("sip.example.com", 5060, new Secret("secret"), true))
                .containsEntry("pbx", Trunk.defaults());
        assertThat(loaded.print()).contains("carrier: {host: sip.example.com,", "port: 5060");
        assertThat(loaded.print()).doesNotContain("secret,");
    }

    @Test
    void tellsWhereANamedSectionIsWrong() {
        InvalidConfigException refused =
                catchThrowableOfType(
                        InvalidConfigException.class,
                        () ->
                                phones(
                                        """
                                        phones:
                                          trunks:
                                            carrier:
                                              hots: sip.example.com
                                            pbx:
                                              port: 0
                                              is-up: maybe
                                            other: 5
                                        """));

        assertThat(refused.problems())
                .extracting(Object::toString)
                .anyMatch(
                        each ->
                                each.contains("line 4: phones.trunks.carrier.hots")
                                        && each.contains("did you mean phones.trunks.carrier.host"))
                .anyMatch(each -> each.contains("line 6: phones.trunks.pbx.port: 0 is no port"))
                .anyMatch(each -> each.contains("line 7: phones.trunks.pbx.is-up"))
                .anyMatch(each -> each.contains("line 8: phones.trunks.other: is a section"));
    }
}
