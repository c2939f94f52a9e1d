package dialtone.turn.check;

import dialtone.turn.protocol.Method;

import java.io.IOException;
import java.net.ConnectException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;

import javax.net.ssl.SSLException;

/// Says in words what failed, and what to do.
final class Advice {

    private Advice() {}

    /// A request was refused.
    static String refused(Method method, Answer.Refused refused) {
        String words = refused.words().isEmpty() ? "" : " (" + refused.words() + ")";
        return "%s was answered %d%s: %s"
                .formatted(method.label(), refused.code(), words, about(refused.code()));
    }

    private static String about(int code) {
        return switch (code) {
            case 300 -> "it is being emptied and sends clients to another server";
            case 400, 420 -> "the server does not understand what every TURN server should";
            case 401 ->
                    "the username, the realm or the password is wrong, or the credential has ended:"
                            + " compare the secret, and the clocks of both machines";
            case 403 ->
                    "its address policy lets no client send to its own relayed address, so two"
                            + " clients that both use this relay do not reach each other; allow it"
                            + " with turn.allowed-peers (coturn: allowed-peer-ip)";
            case 404, 405 -> "there is a STUN server, but no TURN server";
            case 437 ->
                    "the server knows nothing of the allocation, or of another one: its log says"
                            + " more";
            case 438 -> "the nonce it has just given is too old for it: does its clock run evenly?";
            case 440, 442 -> "it relays no UDP for IPv4 nor for IPv6; look at turn.relay-address";
            case 441 -> "it takes one client for another";
            case 486 ->
                    "a quota is reached: end some of this user's allocations, or raise"
                            + " turn.user-quota; this check needs two";
            case 508 ->
                    "it has no room: relay ports or turn.total-quota are used up, or it is being"
                            + " emptied";
            default -> "its log may say more";
        };
    }

    /// Nothing could be sent or received.
    static String failed(Transport transport, IOException failure) {
        String words = String.valueOf(failure.getMessage());
        return switch (failure) {
            case PortUnreachableException _, ConnectException _ ->
                    "nothing listens there over %s: is the server started, and is the address right?"
                            .formatted(transport.label());
            case SSLException _ ->
                    "TLS was not agreed on: %s; is the certificate for this name, and signed by"
                                    .formatted(words)
                            + " somebody this machine trusts?";
            case SocketTimeoutException _ ->
                    "no connection in time: is its port open in every firewall on the way?";
            default -> words;
        };
    }
}
