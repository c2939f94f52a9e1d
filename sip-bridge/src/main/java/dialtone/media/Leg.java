package dialtone.media;

/// An end of a call as packets see it: it sends what it is given, and gives what it receives to
/// whom [#receiver(RtpSink)] names.
///
/// Threading: [#receiver(RtpSink)] is for any thread, packets are for the port's.
public interface Leg extends RtpSink {

    /// Names who takes the packets of this end from now on.
    void receiver(RtpSink sink);
}
