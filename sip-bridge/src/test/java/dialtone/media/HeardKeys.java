package dialtone.media;

import dialtone.media.dtmf.DigitListener;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Keeps what is pressed, as `5` and `5 100`.
///
/// Threading: filled by the port's thread, read by the test's.
final class HeardKeys implements DigitListener {

    private final BlockingQueue<String> keys = new LinkedBlockingQueue<>();

    @Override
    public void pressed(char digit) {
        keys.add(String.valueOf(digit));
    }

    @Override
    public void released(char digit, int millis) {
        keys.add(digit + " " + millis);
    }

    String next() throws InterruptedException {
        String key = keys.poll(TestBrowser.DEADLINE_SECONDS, TimeUnit.SECONDS);
        if (key == null) {
            throw new AssertionError("no key was heard");
        }
        return key;
    }
}
