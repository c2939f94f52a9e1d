package dialtone.sip.agent;

/// Who this agent says it is, in Vias and Contacts.
///
/// @param host a name or an address, IPv6 in brackets
public record SentBy(String host, int port) {

    static SentBy of(ListenOn listen, int boundPort) {
        String host =
                listen.advertisedHost().isEmpty()
                        ? Addresses.host(listen.address().getAddress())
                        : listen.advertisedHost();
        return new SentBy(host, listen.advertisedPort() == 0 ? boundPort : listen.advertisedPort());
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
