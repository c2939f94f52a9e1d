package dialtone.signaling.hub;

import java.util.Set;

/// Which addresses are being called, wherever the calls are.
///
/// Threading: for any number of threads.
interface RingingCalls {

    /// A call that more endpoints may ring for.
    interface Ringing {

        /// Rings an endpoint that connected while the call was ringing already.
        void alsoRing(Endpoint endpoint);
    }

    /// A call rings at an address from now on.
    void begin(String address, Ringing call);

    /// It rings there no more.
    void end(String address, Ringing call);

    /// Those that ring at an address now.
    Set<Ringing> at(String address);
}
