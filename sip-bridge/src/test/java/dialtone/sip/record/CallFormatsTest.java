package dialtone.sip.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

class CallFormatsTest {

    @Test
    void namesWhatIsThere() {
        Map<String, Object> members = CallFormats.members(Records.full("one"));

        assertThat(members)
                .containsEntry("from", "user:alice")
                .containsEntry("durationSeconds", 60.25)
                .containsEntry("reason", "hangup")
                .containsEntry("sipCode", 486)
                .containsEntry("oneWay", false)
                .hasSize(Column.ALL.size());
        assertThat(CallFormats.members(Records.bare("two", Records.NOON, "bob", "main")))
                .doesNotContainKeys("number", "answered", "sipCode", "browserCodec")
                .containsEntry("durationSeconds", 0.0)
                .containsEntry("noPackets", true);
    }

    @Test
    void writesOneLineForEachRecord() {
        String csv = CallFormats.csv(List.of(Records.full("one"), Records.full("two")));

        assertThat(List.of(csv.split("\r\n", -1))).hasSize(4).last().isEqualTo("");
        assertThat(csv)
                .startsWith("id,direction,from,to,divertedFrom,number,trunk,")
                .contains(
                        "\r\ntwo,outbound,user:alice,tel:+49 30 12345678,tel:+493099999,"
                                + "'+493012345678,main,")
                .contains(",2026-11-22T12:00:00Z,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)"})
    void disarmsFormulas(String id) {
        assertThat(CallFormats.csv(List.of(Records.full(id)))).contains("\r\n'" + id + ",");
    }

    @Test
    void quotesWhatHasCommasAndQuotes() {
        assertThat(CallFormats.csv(List.of(Records.full("a,\"b\""))))
                .contains("\r\n\"a,\"\"b\"\"\",outbound,");
    }

    @Test
    void hasNoControlCharacters() {
        assertThat(CallFormats.csv(List.of(Records.full("a\nb\u0000c"))))
                .contains("\r\na\uFFFDb\uFFFDc,outbound,");
    }
}
