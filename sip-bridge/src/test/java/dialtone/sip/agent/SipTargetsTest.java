package dialtone.sip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.sip.message.SipUri;
import dialtone.sip.message.Uri;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// Where URIs lead to (RFC 3263 section 4).
class SipTargetsTest {

    private final Map<String, List<Dns.Naptr>> naptr = new HashMap<>();
    private final Map<String, List<Dns.Srv>> srv = new HashMap<>();
    private final Map<String, String> hosts =
            new TreeMap<>(
                    Map.of(
                            "example.org", "192.0.2.1",
                            "a.example.org", "192.0.2.2",
                            "b.example.org", "192.0.2.3"));
    private final Dns dns =
            new Dns() {
                @Override
                public List<Naptr> naptr(String domain) {
                    return naptr.getOrDefault(domain, List.of());
                }

                @Override
                public List<Srv> srv(String name) {
                    return srv.getOrDefault(name, List.of());
                }

                @Override
                public List<InetAddress> addresses(String host) {
                    String address = hosts.get(host);
                    return address == null ? List.of() : List.of(Addresses.ofLiteral(address));
                }
            };

    private String targets(String uri, Transport... transports) {
        List<Transport> usable =
                Arrays.asList(transports.length == 0 ? Transport.values() : transports);
        List<String> texts = new ArrayList<>();
        for (Target target : new SipTargets(dns, usable, new Random(1)).of((SipUri) Uri.of(uri))) {
            texts.add(
                    target.transport()
                            + " "
                            + Addresses.host(target.address().getAddress())
                            + ":"
                            + target.address().getPort());
        }
        return String.join(", ", texts);
    }

    @ParameterizedTest
    @CsvSource({
        "sip:192.0.2.9, UDP 192.0.2.9:5060",
        "sip:192.0.2.9:5070;transport=tcp, TCP 192.0.2.9:5070",
        "sips:192.0.2.9, TLS 192.0.2.9:5061",
        "sip:[2001:db8::1];transport=tls, TLS [2001:db8:0:0:0:0:0:1]:5061",
        "sip:example.org:5080, UDP 192.0.2.1:5080",
        "sip:example.org, UDP 192.0.2.1:5060",
        "sips:example.org, TLS 192.0.2.1:5061",
        "sip:example.org;transport=tcp, TCP 192.0.2.1:5060",
        "sip:nobody.example;maddr=a.example.org, UDP 192.0.2.2:5060",
        "sip:nobody.example, ''",
        "sip:example.org;transport=sctp, ''",
        "sips:example.org;transport=udp, ''"
    })
    void leadWithoutServices(String uri, String expected) {
        assertThat(targets(uri)).isEqualTo(expected);
    }

    @Test
    void followServicesInTheirOrder() {
        naptr.put(
                "example.org",
                List.of(
                        new Dns.Naptr(20, 1, "s", "SIP+D2U", "_sip._udp.example.org"),
                        new Dns.Naptr(10, 2, "s", "SIP+D2T", "_sip._tcp.example.org"),
                        new Dns.Naptr(10, 1, "s", "SIPS+D2T", "_sips._tcp.example.org"),
                        new Dns.Naptr(5, 1, "s", "SIP+D2S", "_sip._sctp.example.org")));
        srv.put("_sip._udp.example.org", List.of(new Dns.Srv(1, 0, 5060, "a.example.org")));
        srv.put("_sip._tcp.example.org", List.of(new Dns.Srv(1, 0, 5062, "a.example.org")));
        srv.put("_sips._tcp.example.org", List.of(new Dns.Srv(1, 0, 5063, "b.example.org")));

        assertThat(targets("sip:example.org"))
                .isEqualTo("TLS 192.0.2.3:5063, TCP 192.0.2.2:5062, UDP 192.0.2.2:5060");
        assertThat(targets("sips:example.org")).isEqualTo("TLS 192.0.2.3:5063");
        assertThat(targets("sip:example.org", Transport.UDP)).isEqualTo("UDP 192.0.2.2:5060");
    }

    @Test
    void followServersByPriority() {
        srv.put(
                "_sip._udp.example.org",
                List.of(
                        new Dns.Srv(2, 0, 5062, "a.example.org"),
                        new Dns.Srv(1, 0, 5061, "b.example.org"),
                        new Dns.Srv(3, 0, 5063, "nobody.example.org")));

        assertThat(targets("sip:example.org")).isEqualTo("UDP 192.0.2.3:5061, UDP 192.0.2.2:5062");
        assertThat(targets("sip:example.org;transport=udp"))
                .isEqualTo("UDP 192.0.2.3:5061, UDP 192.0.2.2:5062");
    }

    @Test
    void spreadOverServersByWeight() {
        srv.put(
                "_sip._udp.example.org",
                List.of(
                        new Dns.Srv(1, 90, 5060, "a.example.org"),
                        new Dns.Srv(1, 10, 5060, "b.example.org")));
        SipTargets targets = new SipTargets(dns, List.of(Transport.UDP), new Random(1));
        int heavy = 0;
        for (int i = 0; i < 1000; i++) {
            Target first = targets.of((SipUri) Uri.of("sip:example.org")).getFirst();
            heavy += first.address().getAddress().getHostAddress().equals("192.0.2.2") ? 1 : 0;
        }

        assertThat(heavy).isBetween(850, 950);
    }

    @Test
    void readRecordsAsTheJdkWritesThem() {
        assertThat(JndiDns.readNaptr("10 50 s SIP+D2U \"\" _sip._udp.example.org."))
                .isEqualTo(new Dns.Naptr(10, 50, "s", "SIP+D2U", "_sip._udp.example.org"));
        assertThat(JndiDns.readSrv("10 60 5060 a.example.org."))
                .isEqualTo(new Dns.Srv(10, 60, 5060, "a.example.org"));
        assertThat(JndiDns.readSrv("0 0 0 .")).isNull();
        assertThat(JndiDns.readSrv("x")).isNull();
        assertThat(JndiDns.readNaptr("x y z")).isNull();
    }
}
