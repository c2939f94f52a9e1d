package dialtone.turn.relay;

import dialtone.config.Addresses;
import dialtone.turn.protocol.AddressFamily;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One IPv4 address, one IPv6 address, or one of each. Written as one text: `203.0.113.7`, or
/// `203.0.113.7, 2001:db8::7`.
public record RelayAddresses(@Nullable InetAddress v4, @Nullable InetAddress v6) {

    public RelayAddresses {
        if (v4 == null && v6 == null) {
            throw new IllegalArgumentException("is empty (expected: an address)");
        }
    }

    /// Reads what is configured.
    ///
    /// @throws IllegalArgumentException in words
    public static RelayAddresses parse(String text) {
        InetAddress v4 = null;
        InetAddress v6 = null;
        for (String part : text.split(",", -1)) {
            InetAddress address = Addresses.host(part.strip());
            boolean isV6 = AddressFamily.of(address) == AddressFamily.IPV6;
            if ((isV6 ? v6 : v4) != null) {
                throw new IllegalArgumentException(
                        "'"
                                + text
                                + "' has two addresses of one family (expected: one address, or an"
                                + " IPv4 and an IPv6 one)");
            }
            if (isV6) {
                v6 = address;
            } else {
                v4 = address;
            }
        }
        return new RelayAddresses(v4, v6);
    }

    public static RelayAddresses of(InetAddress address) {
        return AddressFamily.of(address) == AddressFamily.IPV6
                ? new RelayAddresses(null, address)
                : new RelayAddresses(address, null);
    }

    /// Null when there is none of this family.
    public @Nullable InetAddress of(AddressFamily family) {
        return family == AddressFamily.IPV6 ? v6 : v4;
    }

    /// The IPv4 address first.
    public List<InetAddress> all() {
        List<InetAddress> all = new ArrayList<>();
        Stream.of(AddressFamily.values())
                .map(this::of)
                .forEach(
                        address -> {
                            if (address != null) {
                                all.add(address);
                            }
                        });
        return all;
    }

    /// As it is configured.
    @Override
    public String toString() {
        return all().stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
    }
}
