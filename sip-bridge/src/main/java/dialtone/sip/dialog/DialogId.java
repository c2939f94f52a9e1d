package dialtone.sip.dialog;

import dialtone.sip.message.SipRequest;

import org.jspecify.annotations.Nullable;

/// What names a dialog here (RFC 3261 section 12). Peers of RFC 2543 have no tag: theirs is empty.
record DialogId(String callId, String localTag, String remoteTag) {

    /// The dialog a request from the other side belongs to.
    static DialogId of(SipRequest request) {
        return new DialogId(
                request.callId(), orEmpty(request.to().tag()), orEmpty(request.from().tag()));
    }

    static String orEmpty(@Nullable String tag) {
        return tag == null ? "" : tag;
    }
}
