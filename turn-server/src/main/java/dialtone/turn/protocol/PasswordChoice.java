package dialtone.turn.protocol;

/// What a request says about the algorithm of its key, with which nobody in between may make the
/// two sides use a weaker one than both know (RFC 8489 section 9.2.4).
public sealed interface PasswordChoice {

    /// It says nothing, as clients of RFC 5389 do: the algorithm is MD5.
    record None() implements PasswordChoice {}

    /// It repeats the offer, and chose this of it.
    record Agreed(PasswordAlgorithm algorithm) implements PasswordChoice {}

    /// It saw another offer than was made, or chose something else.
    record Wrong(String words) implements PasswordChoice {}
}
