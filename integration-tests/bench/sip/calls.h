/*
 * The calls of the generator: for each a browser, which speaks ICE and DTLS-SRTP with the server, and a phone, which
 * speaks plain RTP with it.
 */
#ifndef DIALTONE_BENCH_CALLS_H
#define DIALTONE_BENCH_CALLS_H

#include <openssl/ssl.h>

#include "ice.h"
#include "srtp.h"

/* What a browser does next, in this order. */
enum step { UNKNOWN, CHECKING, HANDSHAKING, CONNECTED, FAILED };

struct call {
    int browser, phone, phone_rtcp;
    uint16_t browser_port, phone_port;
    struct credentials local, remote;
    enum step step;
    uint64_t step_nanos; /* when it began */

    /* The check that was sent last, and when. */
    struct message check;
    uint64_t check_nanos;

    SSL *dtls;
    bool is_dtls_client;
    char fingerprint[128];    /* of the server, as its SDP says */
    const uint8_t *datagram; /* for the library to read, once */
    size_t datagram_length;

    struct srtp out, in;
    char failure[128];
};

/* What one line of the driver says of a call. */
struct far_end {
    uint16_t browser_port; /* of the server, for the browser */
    uint16_t phone_port;   /* of the server, for the phone */
    struct credentials ice;
    bool is_dtls_client; /* the server begins the handshake */
    char fingerprint[128];
};

extern struct call *calls;
extern int call_count;

/* SHA-256 of the certificate that all browsers share, as SDP has it. */
extern char own_fingerprint[128];

/* Opens sockets: phones on even ports from the first one on, browsers anywhere. */
void open_calls(int count, uint16_t first_phone_port);

/* The driver has set a call up: begins with its connectivity checks. */
void begin_call(struct call *call, const struct far_end *far_end);

/* STUN or DTLS has come to a browser. */
void take_control(struct call *call, uint8_t *bytes, size_t length);

/* Sends again what had no answer; and checks of browsers that are connected, so that the server goes on to send. */
void keep_alive(struct call *call, uint64_t now);

#endif
