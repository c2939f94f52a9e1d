package dialtone.turn.check;

import dialtone.config.Durations;
import dialtone.turn.auth.TurnCredential;
import dialtone.turn.protocol.AddressFamily;
import dialtone.turn.protocol.Integrity;
import dialtone.turn.protocol.MessageClass;
import dialtone.turn.protocol.Method;
import dialtone.turn.protocol.StunError;
import dialtone.turn.protocol.StunMessage;
import dialtone.turn.protocol.StunMessage.Refusal;
import dialtone.turn.protocol.StunWriter;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/// A client with one allocation, and one channel to one peer.
///
/// Threading: for one thread.
final class CheckClient implements AutoCloseable {

    private static final int CHANNEL = 0x4000;
    private static final int CHANNEL_HEADER_BYTES = 4;

    /// In how many parts the patience is cut, each after the first twice as long: what may be lost
    /// is sent again at the beginning of each.
    private static final int PARTS = 7;

    private final Wire wire;
    private final TurnCredential credential;
    private final Duration patience;
    private String realm = "";
    private String nonce = "";

    /// Null until the server has asked for a credential.
    private @Nullable Integrity key;

    private @Nullable InetSocketAddress relayed;

    /// A client of a server.
    ///
    /// @param patience how long it waits for each answer
    CheckClient(Wire wire, TurnCredential credential, Duration patience) {
        this.wire = wire;
        this.credential = credential;
        this.patience = patience;
    }

    /// Where it is reached by peers; null without an allocation.
    @Nullable InetSocketAddress relayed() {
        return relayed;
    }

    Answer bind() throws IOException {
        return ask(StunWriter.request(Method.BINDING).end(null, true));
    }

    /// Asks for an allocation without saying who asks: the way to the realm and a nonce. A server
    /// for everybody makes one at once.
    Answer knock() throws IOException {
        Answer answer =
                ask(StunWriter.request(Method.ALLOCATE).requestedTransportUdp().end(null, true));
        remember(answer);
        return answer;
    }

    /// Asks for an allocation, and once more for an IPv6 one where there is no other.
    Answer allocate() throws IOException {
        Answer answer = request(Method.ALLOCATE, StunWriter::requestedTransportUdp);
        if (answer instanceof Answer.Refused refused
                && refused.code() == StunError.ADDRESS_FAMILY_NOT_SUPPORTED.code()) {
            answer =
                    request(
                            Method.ALLOCATE,
                            to -> to.requestedTransportUdp().requestedFamily(AddressFamily.IPV6));
        }
        remember(answer);
        return answer;
    }

    Answer permit(InetSocketAddress peer) throws IOException {
        return request(Method.CREATE_PERMISSION, to -> to.peer(peer));
    }

    Answer bindChannel(InetSocketAddress peer) throws IOException {
        return request(Method.CHANNEL_BIND, to -> to.channelNumber(CHANNEL).peer(peer));
    }

    /// Ends the allocation.
    Answer release() throws IOException {
        relayed = null;
        return request(Method.REFRESH, to -> to.lifetime(0));
    }

    /// Sends to the peer, over the channel.
    void send(byte[] payload) throws IOException {
        wire.send(
                ByteBuffer.allocate(CHANNEL_HEADER_BYTES + payload.length)
                        .putShort((short) CHANNEL)
                        .putShort((short) payload.length)
                        .put(payload)
                        .array());
    }

    /// Whether this comes from the peer, over the channel, in time.
    boolean receives(byte[] payload, Duration within) throws IOException {
        long deadlineNanos = System.nanoTime() + within.toNanos();
        for (Duration left = within; left.isPositive(); left = until(deadlineNanos)) {
            byte[] message = wire.receive(left);
            if (message != null && isChannelData(message, payload)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isChannelData(byte[] message, byte[] payload) {
        int end = CHANNEL_HEADER_BYTES + payload.length;
        return message.length >= end
                && ByteBuffer.wrap(message).getShort() == CHANNEL
                && Short.toUnsignedInt(ByteBuffer.wrap(message).getShort(2)) == payload.length
                && Arrays.equals(message, CHANNEL_HEADER_BYTES, end, payload, 0, payload.length);
    }

    /// A request in the name of the credential, if the server has asked for one; once more when the
    /// nonce was too old.
    private Answer request(Method method, UnaryOperator<StunWriter> attributes) throws IOException {
        Answer answer = ask(signed(method, attributes));
        if (answer instanceof Answer.Refused refused
                && refused.code() == StunError.STALE_NONCE.code()) {
            remember(answer);
            answer = ask(signed(method, attributes));
        }
        return answer;
    }

    private byte[] signed(Method method, UnaryOperator<StunWriter> attributes) {
        StunWriter writer = attributes.apply(StunWriter.request(method));
        if (key != null) {
            writer.user(credential.username(), realm, nonce);
        }
        return writer.end(key, true);
    }

    private void remember(Answer answer) {
        switch (answer) {
            case Answer.Done(var message) -> relayed = message.relayedAddress();
            case Answer.Refused(var message, _, _) -> {
                String newRealm = message.realm();
                String newNonce = message.nonce();
                if (newRealm != null && newNonce != null) {
                    realm = newRealm;
                    nonce = newNonce;
                    key =
                            Integrity.longTerm(
                                    credential.username(), realm, credential.password().value());
                }
            }
            case Answer.Missing _ -> {}
        }
    }

    private Answer ask(byte[] request) throws IOException {
        Duration part = wire.mayLose() ? patience.dividedBy(PARTS) : patience;
        Duration spent = Duration.ZERO;
        while (spent.compareTo(patience) < 0) {
            wire.send(request);
            StunMessage answer = awaitAnswer(request, part);
            if (answer != null) {
                return judge(answer);
            }
            spent = spent.plus(part);
            part = part.multipliedBy(2);
        }
        return new Answer.Missing(
                "no answer within "
                        + Durations.text(patience)
                        + ": is its port open in every firewall on the way, and is the address"
                        + " right?");
    }

    private @Nullable StunMessage awaitAnswer(byte[] request, Duration within) throws IOException {
        long deadlineNanos = System.nanoTime() + within.toNanos();
        for (Duration left = within; left.isPositive(); left = until(deadlineNanos)) {
            byte[] bytes = wire.receive(left);
            StunMessage message = bytes == null ? null : StunMessage.read(bytes, bytes.length);
            if (message != null && message.answers(request)) {
                return message;
            }
        }
        return null;
    }

    private Answer judge(StunMessage message) {
        if (message.messageClass() == MessageClass.ERROR) {
            Refusal refusal = message.refusal();
            return refusal == null
                    ? new Answer.Missing("it was refused without a reason")
                    : new Answer.Refused(message, refusal.code(), refusal.words());
        }
        boolean isBelieved =
                message.method() == Method.BINDING || key == null || message.isMadeWith(key);
        return isBelieved
                ? new Answer.Done(message)
                : new Answer.Missing(
                        "the answer is not vouched for with the password: it was changed on the"
                                + " way, or comes from somebody else");
    }

    private static Duration until(long deadlineNanos) {
        return Duration.ofNanos(deadlineNanos - System.nanoTime());
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
