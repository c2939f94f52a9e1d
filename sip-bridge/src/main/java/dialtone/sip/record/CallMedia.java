package dialtone.sip.record;

import org.jspecify.annotations.Nullable;

/// The sound of a call.
///
/// @param browserCodec null when none was agreed on
/// @param phoneCodec null when none was agreed on
/// @param isTranscoded whether sound was coded anew between them
/// @param srtpProfile of the browser's side; null when there were no keys
/// @param browser how the browser was heard
/// @param phone how the phone was heard
public record CallMedia(
        @Nullable String browserCodec,
        @Nullable String phoneCodec,
        boolean isTranscoded,
        @Nullable String srtpProfile,
        Heard browser,
        Heard phone) {

    /// There was none.
    public static final CallMedia NONE =
            new CallMedia(null, null, false, null, Heard.NOTHING, Heard.NOTHING);

    /// Only one side was heard.
    public boolean isOneWay() {
        return (browser.packets() == 0) != (phone.packets() == 0);
    }

    /// Nobody was heard.
    public boolean isSilent() {
        return browser.packets() == 0 && phone.packets() == 0;
    }
}
