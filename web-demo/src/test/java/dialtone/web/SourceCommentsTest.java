package dialtone.web;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;

class SourceCommentsTest {

    @Test
    void leavesEmptyLinesWhereCommentsStood() {
        assertThat(
                        blank(
                                """
                                /**
                                 * Calls somebody.
                                 * @param {string} who
                                 */
                                function dial(who) {
                                  // Nobody waits.
                                  return call(who); // at once
                                }
                                """))
                .isEqualTo(
                        """




                        function dial(who) {

                          return call(who); // at once
                        }
                        """);
    }

    @Test
    void keepsCodeThatStandsBesideAComment() {
        String code =
                """
                /** @type {any} */ (window).call = 1;
                const kinds = /** @type {const} */ (['audio']);
                const url = 'https://example.com/*'; /* a pattern */
                """;

        assertThat(blank(code)).isEqualTo(code);
    }

    @Test
    void keepsCodeBehindTheEndOfALongComment() {
        assertThat(blank("/* a\n b */ call();\nhangUp();")).isEqualTo("\n call();\nhangUp();");
    }

    @Test
    void keepsWhatFollowsAnOpenCommentOut() {
        assertThat(blank("call();\n/* never\nclosed")).isEqualTo("call();\n\n");
    }

    private static String blank(String script) {
        return new String(SourceComments.blank(script.getBytes(UTF_8)), UTF_8);
    }
}
