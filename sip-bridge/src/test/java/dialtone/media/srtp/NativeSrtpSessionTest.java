package dialtone.media.srtp;

class NativeSrtpSessionTest extends SrtpSessionTest {

    @Override
    RtpTransform.Maker library() {
        return (direction, key, _) -> new NativeRtp(direction, key);
    }
}
