package dialtone.turn.relay;

import dialtone.turn.protocol.AddressFamily;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/// What is wrong with the addresses that a relay is configured with, in words: behind a NAT and in
/// containers these are what people get wrong, and all that they see of it is calls without media.
public final class AddressAdvice {

    private static final AddressPolicy PUBLIC = new AddressPolicy(List.of(), List.of(), false);

    private AddressAdvice() {}

    /// Looks at the configured addresses.
    ///
    /// @param relay where relayed addresses are opened
    /// @param external what clients are told instead
    /// @param own addresses of this machine's interfaces
    /// @param isContainer whether this process runs in a container
    /// @return a sentence for each thing that is wrong; none for a relay on loopback, which is for
    ///     this machine alone
    public static List<String> of(
            RelayAddresses relay,
            @Nullable RelayAddresses external,
            Collection<InetAddress> own,
            boolean isContainer) {
        List<String> advice = new ArrayList<>();
        for (InetAddress address : relay.all()) {
            if (!address.isLoopbackAddress()) {
                InetAddress told = external == null ? null : external.of(AddressFamily.of(address));
                look(advice, address, told, own, isContainer);
            }
        }
        return advice;
    }

    private static void look(
            List<String> advice,
            InetAddress address,
            @Nullable InetAddress told,
            Collection<InetAddress> own,
            boolean isContainer) {
        if (!own.contains(address)) {
            advice.add(
                    "turn.relay-address %s is not an address of this machine, so no allocation can be"
                                    .formatted(text(address))
                            + " made; it has "
                            + own.stream()
                                    .filter(one -> !one.isLoopbackAddress())
                                    .map(AddressAdvice::text)
                                    .collect(Collectors.joining(", "))
                            + ". If it is the NAT's, it belongs into turn.external-address");
        }
        if (told == null && !isPublic(address)) {
            advice.add(
                    "turn.relay-address %s is reached from its own network only: name the public"
                                    .formatted(text(address))
                            + " address of the NAT before this machine as turn.external-address"
                            + (isContainer ? container() : ""));
        }
        if (told != null && !isPublic(told)) {
            advice.add(
                    "turn.external-address %s is no public address: clients elsewhere do not reach it"
                            .formatted(text(told)));
        }
        if (told != null && !told.equals(address) && own.contains(told)) {
            advice.add(
                    "turn.external-address %s is this machine's own: make it turn.relay-address, no"
                                    .formatted(text(told))
                            + " NAT stands before it");
        }
    }

    private static String container() {
        return "; this process is in a container: give it the host's network, or publish every"
                + " relay port under the same number";
    }

    private static boolean isPublic(InetAddress address) {
        return PUBLIC.check(address.getAddress()) == null;
    }

    private static String text(InetAddress address) {
        return address.getHostAddress();
    }
}
