package dialtone.udp;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import java.io.IOException;

@EnabledOnOs(OS.LINUX)
class CoalescingUdpLoopTest extends UdpLoopTest {

    private static final int MICROS = 50;

    @Override
    UdpLoop open() throws IOException {
        return new LinuxUdpLoop(MICROS);
    }
}
