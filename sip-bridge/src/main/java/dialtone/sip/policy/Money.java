package dialtone.sip.policy;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// An amount in the currency of the rates, whichever that is.
///
/// @param micros millionths, zero or more
public record Money(long micros) {

    public static final Money ZERO = new Money(0);

    private static final int DIGITS = 6;
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000_000);

    public Money {
        if (micros < 0) {
            throw new IllegalArgumentException("an amount must not be negative");
        }
    }

    /// Reads what [#toString()] writes.
    ///
    /// @throws IllegalArgumentException when the text is no such amount
    public static Money parse(String text) {
        try {
            BigDecimal amount = new BigDecimal(text);
            if (amount.signum() >= 0 && amount.compareTo(MOST) <= 0) {
                return new Money(amount.movePointRight(DIGITS).longValueExact());
            }
        } catch (ArithmeticException | NumberFormatException _) {
            // Told below.
        }
        throw new IllegalArgumentException(
                "'%s' is no amount (expected: 0 to %s, with %d digits after the point at most)"
                        .formatted(text, MOST, DIGITS));
    }

    /// The same amount without what is smaller than a millionth.
    static Money of(BigDecimal amount) {
        return new Money(
                amount.movePointRight(DIGITS).setScale(0, RoundingMode.DOWN).longValueExact());
    }

    @Override
    public String toString() {
        BigDecimal amount = BigDecimal.valueOf(micros, DIGITS).stripTrailingZeros();
        return amount.setScale(Math.max(0, amount.scale())).toPlainString();
    }
}
