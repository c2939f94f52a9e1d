package dialtone.process;

/// What a program of ours tells whoever started it. A signal that ended it is 128 and its number:
/// 143 for SIGTERM.
public final class ExitCode {

    public static final int OK = 0;

    /// It could not start, for example because a port is in use; trying again may help.
    public static final int FAILED = 1;

    /// The configuration or the command line is wrong, so trying again does not help (`EX_CONFIG`
    /// of sysexits.h).
    public static final int BAD_CONFIG = 78;

    private ExitCode() {}
}
