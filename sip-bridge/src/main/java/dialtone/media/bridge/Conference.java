package dialtone.media.bridge;

import dialtone.media.Leg;
import dialtone.media.MediaPort;
import dialtone.media.Ticker;
import dialtone.media.codec.Codecs;
import dialtone.media.mix.HoldMusic;
import dialtone.media.mix.Mixer;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Phones among people who are connected with one another already: a room of browsers, each of
/// which has a leg with each phone.
///
/// A phone hears the other phones, and its own leg with each browser; a browser's leg hears its
/// phone. So everybody hears everybody once. A phone that is alone hears music. All is mixed at
/// [Mixer#SAMPLE_RATE]; keypad events go nowhere.
///
///     phone A ---+--- phone B        each line: both hear each other
///      |    |          |    |
///     leg  leg        leg  leg
///      x    y          x    y        browsers x and y hear each other by themselves
///
/// Threading: for any thread.
public final class Conference implements AutoCloseable {

    private final MediaPort port;
    private final Codecs codecs;
    private final SecureRandom random = new SecureRandom();
    private final List<Seat> phones = new ArrayList<>();
    private final int[] said = new int[Mixer.FRAME];
    private final int[] scratch = new int[Mixer.FRAME];
    private final HoldMusic music = new HoldMusic(Mixer.SAMPLE_RATE);
    private final short[] alone = new short[Mixer.FRAME];
    private final Ticker ticker = this::tick;

    private Conference(MediaPort port, Codecs codecs) {
        this.port = port;
        this.codecs = codecs;
    }

    /// Begins with nobody.
    public static Conference open(MediaPort port, Codecs codecs) {
        Conference conference = new Conference(port, codecs);
        port.execute(() -> port.start(conference.ticker));
        return conference;
    }

    /// Gives a phone a seat, whose packets the conference takes from now on.
    public Seat phone(Leg leg, AudioFormat format) {
        Seat seat = new Seat(this, leg, format, null);
        open(seat, phones);
        return seat;
    }

    Voice voice(Leg leg, AudioFormat format) {
        return new Voice(port, codecs, leg, format, random);
    }

    void open(Seat seat, List<Seat> row) {
        execute(() -> seat.begin(row));
    }

    void execute(Runnable task) {
        port.execute(task);
    }

    void remove(Seat phone) {
        phones.remove(phone);
    }

    /// Hot path: called per tick.
    private void tick(long nowNanos) {
        Arrays.fill(said, 0);
        for (int i = 0; i < phones.size(); i++) {
            phones.get(i).listen(nowNanos);
            phones.get(i).addTo(said);
        }
        for (int i = 0; i < phones.size(); i++) {
            Seat phone = phones.get(i);
            if (phones.size() == 1 && phone.isWithoutBrowsers()) {
                music.fill(alone, 0, Mixer.FRAME);
                phone.hear(alone);
            } else {
                phone.hear(said, scratch);
            }
            phone.tick(nowNanos);
        }
    }

    /// Ends it for all who have a seat; their legs stay open.
    @Override
    public void close() {
        execute(
                () -> {
                    port.stop(ticker);
                    List.copyOf(phones).forEach(Seat::close);
                });
    }
}
