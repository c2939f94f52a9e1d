package dialtone.media;

import dialtone.media.dtls.DtlsSetup;
import dialtone.media.ice.IceCredentials;
import dialtone.media.srtp.SrtpProfile;
import dialtone.udp.Datagrams;

import org.jspecify.annotations.Nullable;

/// A browser's end of a call: ICE on the port that all share, DTLS for keys, SRTP.
///
/// Whoever negotiates uses [#offer()] and [#accept(RemoteTransport)], or
/// [#answer(RemoteTransport)], once and again for each renegotiation. Packets from the browser go
/// to the sink that [#receiver(RtpSink)] names, plain; what is given to the leg itself goes to
/// the browser, protected.
///
/// Threading: negotiation is for one thread at a time, any; [#receiver(RtpSink)] and [#close()]
/// for any. [#rtp(Datagrams, int, int, int)] and [#rtcp(Datagrams, int, int, int)] are for the
/// port's.
public final class BrowserLeg implements Leg {

    private final MediaPort port;
    private final BrowserTransport transport;
    private IceCredentials ice;
    private @Nullable RemoteTransport remote;
    private DtlsSetup role = DtlsSetup.ACTPASS;

    /// Told what becomes of a leg, on the port's thread; nothing there may wait.
    public interface Listener {

        /// The call's name, for the log; for any thread.
        String name();

        /// Checks arrive. Also told when they arrive again after [#consentLost()].
        void iceConnected();

        /// Media can flow.
        ///
        /// @param profile how it is protected
        void dtlsConnected(SrtpProfile profile);

        /// The first packet of media has come that was made with the keys.
        void mediaArrived();

        /// The browser has been silent for 30 seconds and is sent nothing. It may come back, best
        /// by an ICE restart.
        void consentLost();

        /// It will not be connected: the leg is to be closed.
        ///
        /// @param words that say why, and what to do
        void failed(String words);

        /// The browser has closed its end.
        void closedByBrowser();
    }

    BrowserLeg(MediaPort port, IceCredentials ice, Listener listener) {
        this.port = port;
        this.ice = ice;
        this.transport = new BrowserTransport(port, this, listener);
        port.execute(() -> transport.open(ice));
    }

    BrowserTransport transport() {
        return transport;
    }

    /// What an offer to the browser says.
    public LocalTransport offer() {
        return local(DtlsSetup.ACTPASS);
    }

    /// What an offer says that lets the browser begin a new generation of ICE. Until that works,
    /// the present one counts too.
    public LocalTransport restart() {
        ice = port.newCredentials();
        IceCredentials fresh = ice;
        port.execute(() -> transport.restart(fresh));
        return local(DtlsSetup.ACTPASS);
    }

    /// Takes the browser's answer.
    public void accept(RemoteTransport answer) {
        take(answer);
    }

    /// Takes a browser's offer. New credentials of ICE in it begin a new generation here as well.
    ///
    /// @return what the answer says
    public LocalTransport answer(RemoteTransport offer) {
        RemoteTransport before = remote;
        if (before != null && !before.ice().equals(offer.ice())) {
            restart();
        }
        take(offer);
        return local(role);
    }

    /// Decides who begins, and begins to expect it. A browser that leaves the choice waits
    /// itself: so nobody's ClientHello is waited for, and the handshake begins with the first
    /// check.
    private void take(RemoteTransport theirs) {
        RemoteTransport before = remote;
        boolean isSameEnd = before != null && before.fingerprints().equals(theirs.fingerprints());
        boolean keepsRole =
                role != DtlsSetup.ACTPASS
                        && (theirs.setup() == DtlsSetup.ACTPASS
                                || theirs.setup() == role.opposite());
        if (!keepsRole) {
            role =
                    theirs.setup() == DtlsSetup.ACTPASS
                            ? DtlsSetup.ACTIVE
                            : theirs.setup().opposite();
        }
        remote = theirs;
        DtlsSetup decided = role;
        boolean isNewAssociation = !isSameEnd || !keepsRole;
        if (isNewAssociation) {
            port.execute(() -> transport.expect(decided, theirs.fingerprints()));
        }
    }

    private LocalTransport local(DtlsSetup setup) {
        return new LocalTransport(ice, port.fingerprint(), setup, port.candidates());
    }

    @Override
    public void receiver(RtpSink sink) {
        port.execute(() -> transport.receiver(sink));
    }

    /// Ends the leg; nothing is told any more.
    public void close() {
        port.execute(transport::close);
    }

    /// Sends the browser a plain RTP packet. Behind it its slot has room for what protection adds.
    ///
    /// Hot path: called per packet.
    @Override
    public void rtp(Datagrams packets, int slot, int offset, int length) {
        transport.send(packets, slot, offset, length, false);
    }

    /// Sends the browser a plain RTCP packet.
    ///
    /// Hot path: called per packet.
    @Override
    public void rtcp(Datagrams packets, int slot, int offset, int length) {
        transport.send(packets, slot, offset, length, true);
    }
}
