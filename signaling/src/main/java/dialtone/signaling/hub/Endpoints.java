package dialtone.signaling.hub;

import java.util.List;

/// Who is connected under which address, wherever: on this machine, and one day on others, whose
/// sessions are [Endpoint]s too.
///
/// Threading: for any number of threads; the lists given out do not change.
interface Endpoints {

    /// Takes a place for a session, unless there is none.
    boolean reserve(String address);

    /// Lets the session be found, for which a place was taken.
    void add(String address, Endpoint endpoint);

    /// Takes it out and gives its place back.
    void remove(String address, Endpoint endpoint);

    List<Endpoint> at(String address);

    List<Endpoint> all();

    /// Places that are taken.
    int count();

    boolean isFull();

    boolean isFull(String address);

    int max();

    int maxPerAddress();
}
