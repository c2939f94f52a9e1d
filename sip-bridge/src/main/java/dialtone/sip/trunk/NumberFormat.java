package dialtone.sip.trunk;

/// How a trunk writes telephone numbers.
public enum NumberFormat {
    /// `+4930123456`.
    E164,
    /// The same without the plus: `4930123456`.
    PLAIN,
    /// As people of the own country dial: `030123456`, and `0033123456` for other countries.
    NATIONAL
}
