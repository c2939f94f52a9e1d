package dialtone.sip.call;

import dialtone.media.Leg;
import dialtone.signaling.message.Ending;
import dialtone.sip.dialog.Digit;
import dialtone.sip.sdp.Format;

import java.util.List;

/// One of the two ends of a conversation.
///
/// Threading: for any thread. What an end does runs on a queue of its own, and from there it tells
/// its [Owner].
sealed interface End permits BrowserEnd, PhoneEnd {

    /// Its media.
    Leg leg();

    /// Names who is told what becomes of it from now on. What was agreed on before is told again,
    /// and so is that it came to its end meanwhile.
    void owner(Owner owner);

    /// The other end calls this one and rings. Only an end that has called is told so.
    void ring();

    /// The other end has taken the call of this one.
    ///
    /// @param formats that the other end speaks
    void answer(List<Format> formats);

    /// The codecs of the other end, the one in use first: what this end should speak as well.
    void speak(List<Format> formats);

    /// The other end holds this one, or takes it back.
    void held(boolean isHeld);

    /// Whether keys that the other end presses are told this one beside its media.
    boolean takesDigits();

    /// Tells it of such a key.
    void press(Digit digit);

    /// Ends it, whatever its state, and gives its media back. The owner is told nothing more.
    ///
    /// @param ending why, for a person
    void end(Ending ending);

    /// Hears of an end.
    ///
    /// Threading: told on the end's queue, so it must not wait, nor touch its own state there.
    interface Owner {

        /// An end that was called says how it goes, before it answers.
        ///
        /// @param status as SIP has it: 180 when it rings
        void progressed(End end, int status, String reason);

        /// An end that was called has answered.
        void answered(End end);

        /// What is spoken with the end has been agreed on, the first time or anew.
        void agreed(End end, Spoken spoken);

        /// The media of a browser is protected from now on.
        ///
        /// @param srtpProfile how, as SDP names it
        void secured(End end, String srtpProfile);

        /// A key was pressed, and told beside the media.
        void pressed(End end, Digit digit);

        /// A browser has lost its connection to the server, and may come back; or it is back.
        void away(End end, boolean isAway);

        /// The end wants to be put through to somebody else.
        void transferAsked(End end, Transfer transfer);

        /// The end is over, by itself; nothing more is told.
        void over(End end, Over over);
    }
}
