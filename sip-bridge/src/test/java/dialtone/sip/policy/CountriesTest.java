package dialtone.sip.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

class CountriesTest {

    /// Places without a number of their own, or without anybody who phones.
    private static final Set<String> NOT_CALLED = Set.of("BV", "HM", "TF", "UM");

    private final Countries countries = new Countries();

    @Test
    void knowsEveryCountry() {
        Set<String> missing = new TreeSet<>(Arrays.asList(Locale.getISOCountries()));
        missing.removeIf(countries::isKnown);

        assertThat(missing).isEqualTo(new TreeSet<>(NOT_CALLED));
    }

    @ParameterizedTest
    @CsvSource({
        "+493012345678, DE, Germany",
        "+18765551234, JM, Jamaica",
        "+12125551234, US, United States",
        "+881612345678, +881, the network +881",
        "+38344123456, XK, Kosovo"
    })
    void namesPlaces(String number, String place, String name) {
        PhoneNumber parsed = Objects.requireNonNull(PhoneNumber.parse(number));

        assertThat(countries.place(parsed)).isEqualTo(place);
        assertThat(Countries.name(place)).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"+493012345678, +*********678", "112, 112", "0301234, ****234", "+4, +4"})
    void masksAllButThreeDigits(String number, String shown) {
        assertThat(Masked.number(number)).isEqualTo(shown);
    }
}
