package dialtone.sip.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// The messages of RFC 4475 byte by byte, where somebody has them: the variable names their folder.
class TortureFilesTest {

    /// Each file, and what becomes of its message.
    private static final String EXPECTED =
            """
            wsinv ok
            intmeth ok
            esc01 ok
            escnull ok
            esc02 ok
            lwsdisp ok
            longreq ok
            dblreq ok
            semiuri ok
            transports ok
            mpart01 ok
            unreason ok
            noreason ok
            badinv01 400
            clerr 400
            ncl 400
            scalar02 400
            scalarlg dropped
            quotbal 400
            ltgtruri 400
            lwsruri 400
            lwsstart 400
            trws 400
            escruri 400
            baddate ok
            regbadct defect
            badaspec 400
            baddn dropped
            badvers 505
            mismatch01 400
            mismatch02 400
            bigcode dropped
            badbranch ok
            insuf dropped
            unkscm ok
            novelsc ok
            unksm2 ok
            bext01 ok
            invut ok
            regaut01 ok
            multi01 400
            mcl01 400
            bcast ok
            zeromf ok
            cparam01 ok
            cparam02 ok
            regescrt ok
            sdp01 ok
            inv2543 ok
            """;

    /// None where nobody has the files.
    @TestFactory
    Stream<DynamicTest> becomes() {
        String folder = System.getenv("DIALTONE_TORTURE");
        return folder == null
                ? Stream.empty()
                : EXPECTED.lines()
                        .map(line -> line.split(" "))
                        .map(
                                words ->
                                        dynamicTest(
                                                words[0],
                                                () ->
                                                        becomes(
                                                                Path.of(folder),
                                                                words[0],
                                                                words[1])));
    }

    private static void becomes(Path folder, String name, String expected) throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve(name + ".dat"));

        Parsed parsed = new DatagramParser(MessageLimits.DEFAULT).parse(bytes, bytes.length);

        assertThat(outcome(parsed)).isEqualTo(expected);
    }

    private static String outcome(Parsed parsed) {
        return switch (parsed) {
            case Parsed.Understood(SipMessage message) ->
                    message.defect() == null ? "ok" : "defect";
            case Parsed.KeepAlive _ -> "keep-alive";
            case Parsed.Malformed(int status, String _, var answerable) ->
                    answerable == null ? "dropped" : String.valueOf(status);
        };
    }
}
