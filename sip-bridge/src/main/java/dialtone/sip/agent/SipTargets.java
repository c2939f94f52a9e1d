package dialtone.sip.agent;

import dialtone.sip.message.SipUri;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Where a URI leads to, in the order in which it is to be tried (RFC 3263 section 4).
///
/// Threading: for any thread that may wait.
public final class SipTargets {

    private final Dns dns;
    private final Set<Transport> transports;
    private final RandomGenerator random;

    /// @param transports that can be used, the preferred first
    /// @param random spreads requests over servers of one priority
    public SipTargets(Dns dns, List<Transport> transports, RandomGenerator random) {
        this.dns = dns;
        this.transports = new LinkedHashSet<>(transports);
        this.random = random;
    }

    /// The targets for a request to this URI, which is the next hop; none when its host is not
    /// known or wants a transport that cannot be used.
    public List<Target> of(SipUri uri) {
        String maddr = uri.parameter("maddr");
        String host = maddr == null || maddr.isEmpty() ? uri.host() : maddr;
        String wanted = uri.parameter("transport");
        Transport transport = wanted == null ? null : transport(wanted, uri.isSecure());
        if (wanted != null && (transport == null || !transports.contains(transport))) {
            return List.of();
        }
        if (Addresses.isLiteral(host) || uri.port() != 0) {
            Transport used = transport == null ? usual(uri) : transport;
            int port = uri.port() == 0 ? used.defaultPort() : uri.port();
            return transports.contains(used) ? addresses(used, host, port, host) : List.of();
        }
        return transport == null ? byServices(uri, host) : byTransport(transport, host);
    }

    private static @Nullable Transport transport(String parameter, boolean isSecure) {
        return switch (parameter.toLowerCase(Locale.ROOT)) {
            case "udp" -> isSecure ? null : Transport.UDP;
            case "tcp" -> isSecure ? Transport.TLS : Transport.TCP;
            case "tls" -> Transport.TLS;
            default -> null;
        };
    }

    private static Transport usual(SipUri uri) {
        return uri.isSecure() ? Transport.TLS : Transport.UDP;
    }

    /// Section 4.1: the domain says by NAPTR what it wants, or by which SRV there are.
    private List<Target> byServices(SipUri uri, String host) {
        List<Target> targets = new ArrayList<>();
        List<Dns.Naptr> services = new ArrayList<>(dns.naptr(host));
        services.sort(
                Comparator.comparingInt(Dns.Naptr::order).thenComparingInt(Dns.Naptr::preference));
        for (Dns.Naptr service : services) {
            Transport transport = ofService(service.service());
            if (service.flags().equalsIgnoreCase("s")
                    && transport != null
                    && isUsable(transport, uri)) {
                targets.addAll(servers(transport, service.replacement(), host));
            }
        }
        if (!targets.isEmpty()) {
            return targets;
        }
        for (Transport transport : transports) {
            if (isUsable(transport, uri)) {
                targets.addAll(servers(transport, srvName(transport, host), host));
            }
        }
        Transport last = usual(uri);
        return !targets.isEmpty() || !transports.contains(last)
                ? targets
                : addresses(last, host, last.defaultPort(), host);
    }

    private static @Nullable Transport ofService(String service) {
        return switch (service.toUpperCase(Locale.ROOT)) {
            case "SIP+D2U" -> Transport.UDP;
            case "SIP+D2T" -> Transport.TCP;
            case "SIPS+D2T" -> Transport.TLS;
            default -> null;
        };
    }

    private boolean isUsable(Transport transport, SipUri uri) {
        return transports.contains(transport) && (!uri.isSecure() || transport == Transport.TLS);
    }

    private List<Target> byTransport(Transport transport, String host) {
        List<Target> targets = servers(transport, srvName(transport, host), host);
        return targets.isEmpty()
                ? addresses(transport, host, transport.defaultPort(), host)
                : targets;
    }

    private static String srvName(Transport transport, String host) {
        return switch (transport) {
            case UDP -> "_sip._udp." + host;
            case TCP -> "_sip._tcp." + host;
            case TLS -> "_sips._tcp." + host;
        };
    }

    /// The servers of an SRV, by priority and, within one, by lot according to their weight
    /// (RFC 2782).
    private List<Target> servers(Transport transport, String name, String host) {
        List<Dns.Srv> left = new ArrayList<>(dns.srv(name));
        left.sort(Comparator.comparingInt(Dns.Srv::priority).thenComparingInt(Dns.Srv::weight));
        List<Target> targets = new ArrayList<>();
        while (!left.isEmpty()) {
            Dns.Srv next = draw(left);
            left.remove(next);
            // The certificate is for the name that was asked for, not for what DNS made of it.
            targets.addAll(addresses(transport, next.host(), next.port(), host));
        }
        return targets;
    }

    private Dns.Srv draw(List<Dns.Srv> sorted) {
        List<Dns.Srv> alike =
                sorted.stream()
                        .filter(each -> each.priority() == sorted.getFirst().priority())
                        .toList();
        int sum = alike.stream().mapToInt(Dns.Srv::weight).sum();
        int lot = random.nextInt(sum + 1);
        for (Dns.Srv each : alike) {
            lot -= each.weight();
            if (lot <= 0) {
                return each;
            }
        }
        return alike.getLast();
    }

    private List<Target> addresses(Transport transport, String host, int port, String named) {
        List<InetAddress> found =
                Addresses.isLiteral(host)
                        ? List.of(Addresses.ofLiteral(host))
                        : dns.addresses(host);
        return found.stream()
                .map(each -> new Target(transport, new InetSocketAddress(each, port), named))
                .toList();
    }
}
