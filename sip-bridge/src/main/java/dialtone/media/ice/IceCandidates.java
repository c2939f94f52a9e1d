package dialtone.media.ice;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// Writes the candidates of a lite agent: where it can be reached, each a host candidate (RFC 8445
/// section 5.2), best first.
public final class IceCandidates {

    private static final int HOST_PREFERENCE = 126;
    private static final int BEST_LOCAL_PREFERENCE = 65_535;
    private static final int RTP_COMPONENT = 1;

    private IceCandidates() {}

    /// The values of `a=candidate` attributes (RFC 8839 section 5.1), without `candidate:`.
    ///
    /// @param addresses as the other end reaches them, IPv6 or IPv4
    public static List<String> of(List<InetSocketAddress> addresses) {
        List<String> lines = new ArrayList<>();
        for (InetSocketAddress address : addresses) {
            int number = lines.size();
            long priority =
                    ((long) HOST_PREFERENCE << 24)
                            + ((long) (BEST_LOCAL_PREFERENCE - number) << 8)
                            + (256 - RTP_COMPONENT);
            lines.add(
                    "%d %d udp %d %s %d typ host"
                            .formatted(
                                    number + 1,
                                    RTP_COMPONENT,
                                    priority,
                                    text(address.getAddress()),
                                    address.getPort()));
        }
        return lines;
    }

    /// An address as SDP has it: without the scope that Java adds.
    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return address instanceof Inet6Address && scope >= 0 ? text.substring(0, scope) : text;
    }
}
