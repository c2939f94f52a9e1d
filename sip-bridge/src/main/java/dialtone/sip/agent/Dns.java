package dialtone.sip.agent;

import java.net.InetAddress;
import java.util.List;

/// Asks for names. What there is not, and what cannot be asked, is an empty list.
///
/// Threading: for any thread that may wait.
public interface Dns {

    /// What services a domain offers (RFC 3403).
    ///
    /// @param order the lower come first, and others only when no lower one can be used
    /// @param preference the lower first among those of one order
    /// @param service such as `SIP+D2U`
    /// @param replacement the name to ask for with SRV
    record Naptr(int order, int preference, String flags, String service, String replacement) {}

    /// A server for a service (RFC 2782).
    ///
    /// @param priority the lower first
    /// @param weight how often it is chosen among those of one priority
    record Srv(int priority, int weight, int port, String host) {}

    List<Naptr> naptr(String domain);

    List<Srv> srv(String name);

    List<InetAddress> addresses(String host);
}
