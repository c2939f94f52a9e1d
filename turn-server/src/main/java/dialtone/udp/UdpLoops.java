package dialtone.udp;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Set;

/// Chooses the form of [UdpLoop] that this system can have.
public final class UdpLoops {

    private static final Logger LOG = LoggerFactory.getLogger(UdpLoops.class);

    /// Names the form that is wanted, for tests of both: `linux` or `nio`.
    private static final String PROPERTY = "dialtone.udp";

    /// Whose structures are laid out as [MessageHeaders] has them.
    private static final Set<String> ARCHITECTURES = Set.of("amd64", "aarch64");

    private UdpLoops() {}

    /// Opens a loop: on Linux's own calls where they can be had, on Java's otherwise.
    ///
    /// @param coalesceMicros as [LinuxUdpLoop] has it; heeded there alone
    public static UdpLoop open(int coalesceMicros) throws IOException {
        return isLinux() ? new LinuxUdpLoop(coalesceMicros) : new NioUdpLoop();
    }

    /// The form that [#open(int)] gives: `linux` or `nio`.
    public static String form() {
        return isLinux() ? "linux" : "nio";
    }

    private static boolean isLinux() {
        String wanted = System.getProperty(PROPERTY, "linux");
        return wanted.equals("linux") && Availability.IS_LINUX;
    }

    /// Found out once.
    private static final class Availability {

        static final boolean IS_LINUX = find();

        private static boolean find() {
            boolean fits =
                    System.getProperty("os.name").equals("Linux")
                            && ARCHITECTURES.contains(System.getProperty("os.arch"))
                            && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
            if (!fits) {
                LOG.info("event=udp_form form=nio cause=\"not Linux on x86-64 or arm64\"");
                return false;
            }
            try (UdpLoop _ = new LinuxUdpLoop(0)) {
                return true;
            } catch (IOException | RuntimeException | LinkageError e) {
                LOG.warn(
                        "event=udp_form form=nio cause=\"{}\": the relay works, but slower; start"
                                + " Java with --enable-native-access=ALL-UNNAMED",
                        e.toString());
                return false;
            }
        }
    }
}
