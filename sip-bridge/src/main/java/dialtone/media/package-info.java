/// Media of bridged calls: legs, which are the ends of a call as packets see them, on one thread.
///
/// *Starting points*: [MediaPort] is the thread with its UDP port; [BrowserLeg] is a browser's end
/// of a call, behind ICE, DTLS and SRTP; [TrunkLeg] is a phone's or a trunk's, plain RTP or SRTP.
/// Each gives what it receives to an [RtpSink] and is one itself, so that two legs become a call by
/// being each other's.
///
/// *Threading*: legs are made and steered from any thread; packets and events come on the port's.
@NullMarked
package dialtone.media;

import org.jspecify.annotations.NullMarked;
