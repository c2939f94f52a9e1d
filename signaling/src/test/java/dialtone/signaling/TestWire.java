package dialtone.signaling;

/// The way of a test client's messages.
interface TestWire {

    /// Who gets what comes.
    interface Receiver {

        void message(String json);

        /// The server closed it.
        void closed(int code, String reason);

        /// It broke.
        void failed(Throwable cause);
    }

    void send(String json);

    /// Drops the connection without a word.
    void abort();
}
