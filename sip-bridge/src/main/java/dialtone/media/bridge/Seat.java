package dialtone.media.bridge;

import dialtone.media.Leg;
import dialtone.media.mix.Mixer;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// A leg's place in a [Conference]: that of a phone, or of one browser's leg with one phone.
///
/// Threading: for any thread.
public final class Seat implements AutoCloseable {

    private final Conference conference;
    private final Leg leg;

    /// Whom a browser's leg is with; null for a phone's.
    private final @Nullable Seat phone;

    /// The legs of browsers with this phone.
    private final List<Seat> browsers = new ArrayList<>();

    private volatile Voice voice;
    private boolean isMuted;
    private boolean isClosed;

    Seat(Conference conference, Leg leg, AudioFormat format, @Nullable Seat phone) {
        this.conference = conference;
        this.leg = leg;
        this.phone = phone;
        voice = conference.voice(leg, format);
    }

    /// Gives a browser's leg with this phone a seat, whose packets the conference takes from now
    /// on. It hears this phone alone, and is heard by it alone.
    public Seat browser(Leg browser, AudioFormat format) {
        Seat seat = new Seat(conference, browser, format, this);
        conference.open(seat, browsers);
        return seat;
    }

    /// The leg speaks otherwise from now on.
    public void speak(AudioFormat format) {
        Voice fresh = conference.voice(leg, format);
        conference.execute(
                () -> {
                    if (isClosed) {
                        fresh.close();
                        return;
                    }
                    voice.close();
                    voice = fresh;
                    fresh.begin();
                });
    }

    /// Whether nobody hears it.
    public void mute(boolean muted) {
        conference.execute(() -> isMuted = muted);
    }

    /// How the leg is doing, since it speaks as it does.
    public LegStatistics statistics() {
        return voice.statistics();
    }

    /// Gives the seat up, and a phone's browsers' with it, and says goodbye; the legs stay open.
    @Override
    public void close() {
        conference.execute(this::closeAll);
    }

    private void closeAll() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        for (Seat browser : List.copyOf(browsers)) {
            browser.closeAll();
        }
        if (phone != null) {
            phone.browsers.remove(this);
        } else {
            conference.remove(this);
        }
        voice.close();
    }

    /// Takes its place; on the port's thread.
    void begin(List<Seat> row) {
        if (phone != null && phone.isClosed) {
            isClosed = true;
            voice.close();
        } else {
            row.add(this);
            voice.begin();
        }
    }

    /// Whether this phone has no browser to talk to.
    boolean isWithoutBrowsers() {
        return browsers.isEmpty();
    }

    /// Takes the next 20 ms that are said here and at the browsers.
    ///
    /// Hot path: called per tick.
    void listen(long nowNanos) {
        voice.listen(nowNanos, isMuted);
        for (int i = 0; i < browsers.size(); i++) {
            browsers.get(i).listen(nowNanos);
        }
    }

    /// Adds what is said here.
    ///
    /// Hot path: called per tick.
    void addTo(int[] sum) {
        short[] said = voice.said();
        for (int i = 0; i < Mixer.FRAME; i++) {
            sum[i] += said[i];
        }
    }

    /// Lets this phone hear the other phones and its browsers, and these hear it.
    ///
    /// Hot path: called per tick.
    ///
    /// @param phones what all phones say
    /// @param scratch to work with
    void hear(int[] phones, int[] scratch) {
        short[] said = voice.said();
        for (int i = 0; i < Mixer.FRAME; i++) {
            scratch[i] = phones[i] - said[i];
        }
        for (int i = 0; i < browsers.size(); i++) {
            Seat browser = browsers.get(i);
            browser.addTo(scratch);
            browser.voice.hear(said);
        }
        voice.hear(scratch);
    }

    /// Lets this phone hear a sound while it is alone.
    ///
    /// Hot path: called per tick.
    void hear(short[] sound) {
        voice.hear(sound);
    }

    /// Sends what is heard.
    ///
    /// Hot path: called per tick.
    void tick(long nowNanos) {
        voice.tick(nowNanos);
        for (int i = 0; i < browsers.size(); i++) {
            browsers.get(i).tick(nowNanos);
        }
    }
}
