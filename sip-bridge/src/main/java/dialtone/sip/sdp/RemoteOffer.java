package dialtone.sip.sdp;

import java.util.List;

/// An offer that can be answered.
///
/// @param audio the index of the media description that is taken
/// @param codecs of the policy, as the other side numbers them and in its order
/// @param direction what the other side wants; when it does not receive, it holds us
/// @param isUnchanged whether it is the same description as before, as when a session timer runs
public record RemoteOffer(
        SessionDescription description,
        int audio,
        List<PayloadFormat> codecs,
        Direction direction,
        RemoteMedia remote,
        boolean isUnchanged)
        implements Offered {

    public RemoteOffer {
        codecs = List.copyOf(codecs);
    }

    MediaSection section() {
        return description.section(audio);
    }
}
