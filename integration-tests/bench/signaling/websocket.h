/* Many WebSockets of one thread (RFC 6455, the client's side), over TCP or TLS 1.3. */
#ifndef DIALTONE_BENCH_WEBSOCKET_H
#define DIALTONE_BENCH_WEBSOCKET_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum state { CLOSED, CONNECTING, SECURING, UPGRADING, UPGRADED };

struct bytes {
    uint8_t *start;
    size_t length;
};

struct socket {
    int descriptor;
    enum state state;
    SSL *ssl;
    /* What the server gave for the next handshake; NULL without one. */
    SSL_SESSION *ticket;
    /* The beginning of a frame whose rest has not come, and what the system did not take yet. */
    struct bytes unread, unsent;
    uint32_t events;
};

/* What the owner of the sockets does. */
struct callbacks {
    /* Writes the path of an upgrade and whatever other header lines it takes, each ended by \r\n. */
    void (*request)(int index, char *path, char *headers, size_t most);
    void (*upgraded)(int index);
    void (*text)(int index, const char *text, size_t length);
    /* It could not be opened, or has ended. */
    void (*lost)(int index, const char *why);
};

/* More than any message here has. */
enum { MAX_TEXT = 32768, MAX_FRAME_HEADER = 8, MASK_BYTES = 4 };

/* Every frame is masked with it (section 5.3), so that frames can be made before they are needed. */
static const uint8_t MASK[MASK_BYTES] = {0x5a, 0xc3, 0x17, 0x9e};

/* Makes room for sockets, none of which is open. The port is of 127.0.0.1. */
void prepare_sockets(int count, uint16_t port, bool secure, struct callbacks callbacks);

void open_socket(int index);

/* Ends it without a goodbye: with a reset, so that nothing of it is left in the system. */
void cut_socket(int index);

struct socket *socket_of(int index);

/* Writes a text frame, masked; returns its length. */
size_t write_frame(uint8_t *frame, const char *text, size_t length);

/* Sends a frame that write_frame made. */
void send_frame(int index, const uint8_t *frame, size_t length);

void send_text(int index, const char *text, size_t length);

/* Handles what has come on any socket, and returns how many there were; waits so long for the first. */
int handle_ready(int most_millis);

/* How many handshakes went on from an earlier one. */
extern uint64_t resumed_handshakes;

#endif
