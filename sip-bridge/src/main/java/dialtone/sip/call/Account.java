package dialtone.sip.call;

import dialtone.media.bridge.LegStatistics;
import dialtone.signaling.message.Ending;
import dialtone.sip.record.CallRecord;

import org.jspecify.annotations.Nullable;

/// What is noted of a call while it lasts.
///
/// Threading: told on the conversation's queue.
interface Account {

    /// The call's name, for logs and records.
    String id();

    /// A trunk is tried.
    ///
    /// @param trunk its name; null for a test number
    /// @param number as it stands on the wire
    void tries(@Nullable String trunk, String number);

    /// Somebody rings.
    void rings();

    /// Somebody has answered.
    void answered();

    /// Both ends have media, spoken like this.
    void joined(Spoken caller, Spoken called);

    /// How the browser's media is protected.
    void secured(String srtpProfile);

    /// How the media was that ends now, of both ends.
    default void heard(LegStatistics caller, LegStatistics called) {
        heardCaller(caller);
        heardCalled(called);
    }

    /// How the media was that ends now, of the end that called.
    void heardCaller(LegStatistics caller);

    /// The same of one that was called: of several, if several talk with the caller at once.
    void heardCalled(LegStatistics called);

    /// The call as it is now.
    ///
    /// @param caller how it is heard, null without media; so is the other end
    LiveCall live(@Nullable LegStatistics caller, @Nullable LegStatistics called);

    /// The call is over; told once, as the last thing.
    void over(Ending ending, CallRecord.Ender by);
}
