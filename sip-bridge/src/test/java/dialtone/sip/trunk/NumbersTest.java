package dialtone.sip.trunk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {

    private static final Numbers GERMANY = of("49", "0", "00");

    private static Numbers of(String country, String national, String international) {
        return new Numbers(new NumberingConfig(country, national, international));
    }

    private static String read(Numbers numbers, String dialed) {
        return switch (numbers.read(dialed)) {
            case Dialed.Understood number -> number.text();
            case Dialed.Refused(var words) -> words;
        };
    }

    @ParameterizedTest
    @CsvSource({
        "+49 (30) 123-4567, +49301234567",
        "0049 30/1234567, +49301234567",
        "030 1234567, +49301234567",
        "0033 1 23 45 67 89, +33123456789",
        "tel:+49-30-1234567, +49301234567",
        "tel:301234567;phone-context=+49, +49301234567",
        "TEL:301234567;ext=5;Phone-Context=+49, +49301234567",
        "1234567, 1234567"
    })
    void readsWhatPeopleWrite(String dialed, String meant) {
        assertThat(read(GERMANY, dialed)).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"112", "110", "000", "999", "0", "001234", "600", "*21#"})
    void leavesShortNumbersAlone(String dialed) {
        assertThat(read(GERMANY, dialed)).isEqualTo(dialed);
    }

    @Test
    void takesNumbersAsTheyAreWhereNobodySaysTheCountry() {
        Numbers numbers = new Numbers(NumberingConfig.defaults());

        assertThat(read(numbers, "030 1234567")).isEqualTo("0301234567");
        assertThat(read(numbers, "0049301234567")).isEqualTo("+49301234567");
    }

    @ParameterizedTest
    @CsvSource({
        "212-555-0100, +12125550100",
        "1 212 555 0100, +12125550100",
        "011 49 30 1234567, +49301234567",
        "5550100, 5550100"
    })
    void knowsNorthAmerica(String dialed, String meant) {
        assertThat(read(of("1", "1", "011"), dialed)).isEqualTo(meant);
    }

    @Test
    void completesWholeNumbersInCountriesWithoutAPrefix() {
        assertThat(read(of("45", "", "00"), "32 12 34 56")).isEqualTo("+4532123456");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "+", "alice", "0800-FLOWERS", "+49abc", "1\r\nX: y"})
    void refusesWhatIsNoNumber(String dialed) {
        assertThat(read(GERMANY, dialed)).contains("is no telephone number").doesNotContain("\n");
    }

    @Test
    void refusesNumbersThatAreTooLong() {
        assertThat(read(GERMANY, "+" + "1".repeat(16))).contains("longer than telephone numbers");
    }

    @ParameterizedTest
    @CsvSource({
        "E164, +49301234567, +49301234567",
        "PLAIN, +49301234567, 49301234567",
        "NATIONAL, +49301234567, 0301234567",
        "NATIONAL, +33123456789, 0033123456789",
        "PLAIN, 112, 112",
        "NATIONAL, 112, 112"
    })
    void writesWhatTrunksWant(NumberFormat format, String number, String written) {
        assertThat(GERMANY.write(number, format)).isEqualTo(written);
    }

    @Test
    void readsNumbersOfTrunksThatLeaveThePlusAway() {
        assertThat(GERMANY.read("49301234567", NumberFormat.PLAIN))
                .isEqualTo(new Dialed.Understood("+49301234567", "+49301234567"));
        assertThat(GERMANY.read("600", NumberFormat.PLAIN))
                .isEqualTo(new Dialed.Understood("600", "600"));
        assertThat(GERMANY.read("0301234567", NumberFormat.NATIONAL))
                .isEqualTo(new Dialed.Understood("+49301234567", "0301234567"));
    }
}
