package dialtone.sip.call;

import dialtone.media.mix.Recording;
import dialtone.media.mix.SoundSource;
import dialtone.media.mix.Tone;
import dialtone.media.mix.ToneGenerator;
import dialtone.signaling.message.Address;
import dialtone.sip.MenuConfig;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;

/// What a menu says, and where its keys lead.
///
/// @param prompt null for two tones
/// @param otherwise for who presses nothing; null to hang up
record Menu(
        @Nullable Recording prompt,
        Map<Character, Address> keys,
        Duration patience,
        @Nullable Address otherwise) {

    private static final Tone TONES = new Tone(List.of(660), List.of(300, 100, 300, 100), false);
    private static final int TONES_MILLIS = 800;

    Menu {
        keys = Map.copyOf(keys);
    }

    /// @param prompt of the configuration, read
    static Menu of(MenuConfig config, @Nullable Recording prompt) {
        Map<Character, Address> keys = new HashMap<>();
        config.keys().forEach((key, address) -> keys.put(key.charAt(0), address(address)));
        String otherwise = config.otherwise();
        return new Menu(
                prompt, keys, config.patience(), otherwise == null ? null : address(otherwise));
    }

    private static Address address(String text) {
        return Objects.requireNonNull(Address.parse(text), "checked by the configuration");
    }

    IntFunction<? extends SoundSource> sound() {
        return rate -> prompt == null ? new ToneGenerator(TONES, rate) : prompt.at(rate);
    }

    /// How long it waits from the beginning of the prompt.
    Duration time() {
        return patience.plusMillis(prompt == null ? TONES_MILLIS : prompt.millis());
    }
}
