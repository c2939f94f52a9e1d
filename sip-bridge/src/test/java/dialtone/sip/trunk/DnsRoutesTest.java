package dialtone.sip.trunk;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.sip.agent.Dns;
import dialtone.sip.agent.ManualTimers;
import dialtone.sip.agent.SipTargets;
import dialtone.sip.agent.Target;
import dialtone.sip.agent.Transport;
import dialtone.sip.message.SipUri;
import dialtone.sip.message.Uri;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

class DnsRoutesTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final ManualTimers timers = new ManualTimers();
    private final AtomicInteger lookups = new AtomicInteger();
    private final BlockingQueue<List<Target>> found = new LinkedBlockingQueue<>();
    private final DnsRoutes routes =
            new DnsRoutes(
                    new SipTargets(
                            new Names(), List.of(Transport.UDP, Transport.TCP), new Random(1)),
                    timers,
                    uri -> uri.host().equals("self.invalid") ? target(Transport.UDP, 7) : null);

    private final class Names implements Dns {

        @Override
        public List<Naptr> naptr(String domain) {
            return List.of();
        }

        @Override
        public List<Srv> srv(String name) {
            return List.of();
        }

        @Override
        public List<InetAddress> addresses(String host) {
            lookups.incrementAndGet();
            return host.equals("sip.example.com") ? List.of(LOOPBACK) : List.of();
        }
    }

    private static Target target(Transport transport, int port) {
        return new Target(transport, new InetSocketAddress(LOOPBACK, port), "127.0.0.1");
    }

    private List<Target> find(String uri) throws InterruptedException {
        routes.find((SipUri) Uri.of(uri), found::add);
        return Objects.requireNonNull(found.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void findsAddressesAtOnce() {
        routes.find((SipUri) Uri.of("sip:ben@127.0.0.1:5070;transport=tcp"), found::add);

        assertThat(found).containsExactly(List.of(target(Transport.TCP, 5070)));
        assertThat(lookups).hasValue(0);
    }

    @Test
    void findsItself() throws Exception {
        assertThat(find("sip:ben@self.invalid")).containsExactly(target(Transport.UDP, 7));
    }

    @Test
    void remembersNamesForAWhile() throws Exception {
        assertThat(find("sip:ben@sip.example.com"))
                .extracting(Target::address)
                .containsExactly(new InetSocketAddress(LOOPBACK, 5060));
        find("sip:ann@sip.example.com");
        assertThat(lookups).hasValue(1);

        timers.pass(Duration.ofSeconds(31));
        find("sip:ben@sip.example.com");
        assertThat(lookups).hasValue(2);
    }

    @Test
    void findsNothingForNamesThatNobodyKnows() throws Exception {
        assertThat(find("sip:ben@nobody.invalid")).isEmpty();
    }
}
