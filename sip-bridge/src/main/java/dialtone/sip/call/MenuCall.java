package dialtone.sip.call;

import dialtone.media.bridge.SoundLeg;
import dialtone.media.dtmf.DigitListener;
import dialtone.media.mix.Tone;
import dialtone.media.mix.ToneGenerator;
import dialtone.signaling.message.Address;
import dialtone.signaling.message.EndReason;
import dialtone.signaling.message.Ending;
import dialtone.signaling.task.SerialTasks;
import dialtone.signaling.task.Timers.Timer;
import dialtone.sip.dialog.Digit;

import org.jspecify.annotations.Nullable;

import java.util.function.BiConsumer;

/// A phone that listens to a menu, until it presses a key that leads somewhere.
///
/// Threading: all state belongs to its queue.
final class MenuCall implements End.Owner {

    private static final int DECLINED = 603;
    private static final int MOST_PROMPTS = 2;

    private final PhoneLine line;
    private final Menu menu;
    private final Account account;
    private final BiConsumer<Address, Runnable> chosen;
    private final BiConsumer<End, Over> over;
    private final SerialTasks queue;
    private @Nullable SoundLeg sounds;
    private @Nullable Timer patience;
    private int prompts;
    private boolean isDone;

    /// @param chosen given the address, and what ends the ringing that the phone hears meanwhile
    /// @param over told when the phone hangs up before
    MenuCall(
            PhoneLine line,
            Menu menu,
            Account account,
            BiConsumer<Address, Runnable> chosen,
            BiConsumer<End, Over> over) {
        this.line = line;
        this.menu = menu;
        this.account = account;
        this.queue = new SerialTasks(() -> "call_id=" + account.id());
        this.chosen = chosen;
        this.over = over;
    }

    @Override
    public String name() {
        return account.id();
    }

    @Override
    public void agreed(End end, Spoken spoken) {
        queue.run(
                () -> {
                    if (!isDone && sounds == null) {
                        begin(end, spoken);
                    }
                });
    }

    private void begin(End end, Spoken spoken) {
        account.answered();
        SoundLeg opened = SoundLeg.open(line.media(), line.codecs(), end.leg(), spoken.format());
        sounds = opened;
        opened.digits(
                new DigitListener() {
                    @Override
                    public void pressed(char digit) {
                        queue.run(() -> choose(digit));
                    }

                    @Override
                    public void released(char digit, int millis) {
                        // It was chosen already.
                    }
                });
        prompt(end, opened);
    }

    private void prompt(End end, SoundLeg opened) {
        prompts++;
        opened.play(menu.sound());
        patience = line.timers().after(menu.time(), () -> queue.run(() -> timeOver(end, opened)));
    }

    private void timeOver(End end, SoundLeg opened) {
        Address otherwise = menu.otherwise();
        if (isDone) {
            return;
        }
        if (otherwise != null) {
            go(opened, otherwise);
        } else if (prompts < MOST_PROMPTS) {
            prompt(end, opened);
        } else {
            Ending ending = new Ending(EndReason.NO_ANSWER, "Nothing was chosen.");
            finish();
            end.end(ending);
            over.accept(end, Over.of(ending));
        }
    }

    private void choose(char digit) {
        SoundLeg opened = sounds;
        Address address = menu.keys().get(digit);
        if (isDone || opened == null) {
            return;
        }
        if (address == null) {
            opened.play(rate -> new ToneGenerator(Tone.REFUSED, rate));
        } else {
            go(opened, address);
        }
    }

    private void go(SoundLeg opened, Address address) {
        isDone = true;
        cancel();
        opened.play(rate -> new ToneGenerator(Tone.RINGBACK, rate));
        chosen.accept(address, opened::close);
    }

    private void cancel() {
        if (patience != null) {
            patience.cancel();
        }
    }

    private void finish() {
        isDone = true;
        cancel();
        if (sounds != null) {
            sounds.close();
        }
    }

    @Override
    public void pressed(End end, Digit digit) {
        queue.run(() -> choose(digit.key()));
    }

    @Override
    public void transferAsked(End end, Transfer transfer) {
        transfer.report().progress(DECLINED, "Decline");
    }

    @Override
    public void over(End end, Over how) {
        queue.run(
                () -> {
                    if (!isDone) {
                        finish();
                        over.accept(end, how);
                    }
                });
    }

    @Override
    public void progressed(End end, int status, String reason) {
        // Only ends that are called tell how it goes.
    }

    @Override
    public void answered(End end) {
        // Its media says so.
    }

    @Override
    public void away(End end, boolean isAway) {
        // Only browsers have a connection.
    }

    @Override
    public void secured(End end, String srtpProfile) {
        // Only browsers tell it.
    }
}
