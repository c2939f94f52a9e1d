package dialtone.udp;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import java.io.IOException;

@EnabledOnOs(OS.LINUX)
class LinuxUdpLoopTest extends UdpLoopTest {

    @Override
    UdpLoop open() throws IOException {
        return new LinuxUdpLoop(0);
    }
}
