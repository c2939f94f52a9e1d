package dialtone.media.srtp;

class JitsiSrtpSessionTest extends SrtpSessionTest {

    @Override
    RtpTransform.Maker library() {
        return JitsiRtp::new;
    }
}
