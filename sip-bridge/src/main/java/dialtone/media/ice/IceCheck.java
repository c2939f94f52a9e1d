package dialtone.media.ice;

import dialtone.turn.protocol.MessageClass;
import dialtone.turn.protocol.Method;
import dialtone.turn.protocol.StunMessage;
import dialtone.turn.protocol.StunWriter;

/// A connectivity check of a controlling agent, which nominates its pair at once (RFC 8445 section
/// 7.1): what browsers send to the agent here.
///
/// Threading: immutable, for any thread.
public final class IceCheck {

    /// Of a host candidate, the only one of its agent (RFC 8445 section 5.1.2.1).
    private static final int PRIORITY = 126 << 24 | 65_535 << 8 | 255;

    private final IceCredentials remote;
    private final byte[] request;

    private IceCheck(IceCredentials remote, byte[] request) {
        this.remote = remote;
        this.request = request;
    }

    /// A check for an agent.
    ///
    /// @param local of whoever checks
    /// @param tieBreaker random, the same for all checks of the agent
    public static IceCheck of(IceCredentials remote, IceCredentials local, long tieBreaker) {
        return new IceCheck(
                remote,
                StunWriter.request(Method.BINDING)
                        .nomination(remote.ufrag() + ":" + local.ufrag(), PRIORITY, tieBreaker)
                        .end(remote.integrity(), true));
    }

    /// The check, as it is sent; sending it again is another try.
    public byte[] bytes() {
        return request.clone();
    }

    /// Whether a message says that the other agent takes the pair.
    public boolean isAnsweredBy(byte[] message) {
        StunMessage answer = StunMessage.read(message, message.length);
        return answer != null
                && answer.messageClass() == MessageClass.SUCCESS
                && answer.answers(request)
                && answer.isMadeWith(remote.integrity());
    }
}
