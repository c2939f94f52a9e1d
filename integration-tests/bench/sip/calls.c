#define _GNU_SOURCE
#include "calls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fail.h"
#include "measure.h"

enum { MTU = 1200, IP_AND_UDP_BYTES = 28, PHONE_PORTS = 2, BUFFER_BYTES = 1 << 18, LAST_PORT = 65534 };

static const uint64_t CHECK_AGAIN_NANOS = 100000000;
static const uint64_t CONSENT_NANOS = 5000000000;
static const uint64_t CONNECT_NANOS = 20000000000;

static const char PROFILE[] = "SRTP_AES128_CM_SHA1_80";
static const char EXPORTER[] = "EXTRACTOR-dtls_srtp";

struct call *calls;
int call_count;
char own_fingerprint[128];

static SSL_CTX *context;
static BIO_METHOD *wire;

static void give_up(struct call *call, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void give_up(struct call *call, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(call->failure, sizeof call->failure, format, arguments);
    va_end(arguments);
    call->step = FAILED;
}

static void go_to(struct call *call, enum step step) {
    call->step = step;
    call->step_nanos = now_nanos();
}

/* ---- sockets ---- */

static int open_socket(uint16_t port) {
    int opened = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in local = {.sin_family = AF_INET, .sin_port = htons(port)};
    local.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (opened < 0) {
        fail("no socket: %s (ulimit -n is at least three times the number of calls)", strerror(errno));
    }
    if (bind(opened, (struct sockaddr *)&local, sizeof local) != 0) {
        close(opened);
        return -1;
    }
    int bytes = BUFFER_BYTES;
    setsockopt(opened, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    return opened;
}

static void connect_to(int socket, uint16_t port) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(socket, (struct sockaddr *)&to, sizeof to) != 0) {
        fail("no way to port %d: %s", port, strerror(errno));
    }
}

/* The next even port that is free, and the odd one after it for RTCP. */
static uint16_t open_phone(struct call *call, int from) {
    for (int port = from; port < LAST_PORT; port += PHONE_PORTS) {
        call->phone = open_socket((uint16_t)port);
        call->phone_rtcp = call->phone < 0 ? -1 : open_socket((uint16_t)(port + 1));
        if (call->phone_rtcp >= 0) {
            return (uint16_t)port;
        }
        if (call->phone >= 0) {
            close(call->phone);
        }
    }
    fail("no ports for phones are left from %d on", from);
}

/* ---- the wire of the library ---- */

static int wire_write(BIO *bio, const char *bytes, int length) {
    struct call *call = BIO_get_data(bio);
    return send(call->browser, bytes, (size_t)length, 0) < 0 ? -1 : length;
}

static int wire_read(BIO *bio, char *into, int most) {
    struct call *call = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    if (call->datagram == NULL) {
        BIO_set_retry_read(bio);
        return -1;
    }
    int length = (int)call->datagram_length < most ? (int)call->datagram_length : most;
    memcpy(into, call->datagram, (size_t)length);
    call->datagram = NULL;
    return length;
}

static long wire_control(BIO *bio, int command, long number, void *pointer) {
    (void)bio, (void)number, (void)pointer;
    switch (command) {
    case BIO_CTRL_FLUSH: return 1;
    case BIO_CTRL_DGRAM_QUERY_MTU: return MTU;
    case BIO_CTRL_DGRAM_GET_MTU_OVERHEAD: return IP_AND_UDP_BYTES;
    default: return 0;
    }
}

static BIO_METHOD *make_wire(void) {
    BIO_METHOD *method = BIO_meth_new(BIO_TYPE_SOURCE_SINK | BIO_get_new_index(), "datagrams of a call");
    BIO_meth_set_write(method, wire_write);
    BIO_meth_set_read(method, wire_read);
    BIO_meth_set_ctrl(method, wire_control);
    return method;
}

/* ---- the certificate ---- */

/* Each certificate is taken here, and then compared with the fingerprint in the SDP. */
static int accept_any(int is_good, X509_STORE_CTX *store) {
    (void)is_good, (void)store;
    return 1;
}

static void write_fingerprint(const X509 *certificate, char *into) {
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    X509_digest(certificate, EVP_sha256(), digest, &length);
    for (unsigned i = 0; i < length; i++) {
        sprintf(into + 3 * i, i + 1 < length ? "%02X:" : "%02X", digest[i]);
    }
}

static X509 *make_certificate(EVP_PKEY *key) {
    X509 *certificate = X509_new();
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -86400);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC, (const uint8_t *)"b", -1, -1, 0);
    X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
    X509_set_pubkey(certificate, key);
    X509_sign(certificate, key, EVP_sha256());
    return certificate;
}

static void make_context(void) {
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = make_certificate(key);
    write_fingerprint(certificate, own_fingerprint);
    context = SSL_CTX_new(DTLS_method());
    SSL_CTX_set_min_proto_version(context, DTLS1_2_VERSION);
    SSL_CTX_use_certificate(context, certificate);
    SSL_CTX_use_PrivateKey(context, key);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, accept_any);
    SSL_CTX_set_options(context, SSL_OP_NO_QUERY_MTU | SSL_OP_NO_TICKET);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    if (SSL_CTX_set_tlsext_use_srtp(context, PROFILE) != 0) {
        fail("OpenSSL does not know %s", PROFILE);
    }
    X509_free(certificate);
    EVP_PKEY_free(key);
}

/* ---- calls ---- */

void open_calls(int count, uint16_t first_phone_port) {
    make_context();
    wire = make_wire();
    calls = calloc((size_t)count, sizeof *calls);
    call_count = count;
    if (calls == NULL) {
        fail("no memory for %d calls", count);
    }
    int next = first_phone_port;
    for (int i = 0; i < count; i++) {
        struct call *call = &calls[i];
        call->phone_port = open_phone(call, next);
        next = call->phone_port + PHONE_PORTS;
    }
    for (int i = 0; i < count; i++) {
        struct call *call = &calls[i];
        struct sockaddr_in address;
        socklen_t length = sizeof address;
        call->browser = open_socket(0);
        getsockname(call->browser, (struct sockaddr *)&address, &length);
        call->browser_port = ntohs(address.sin_port);
        make_credentials(&call->local);
    }
}

static void send_check(struct call *call, uint64_t now) {
    make_check(&call->check, &call->local, &call->remote);
    call->check_nanos = now;
    send(call->browser, call->check.bytes, call->check.length, 0);
}

void begin_call(struct call *call, const struct far_end *far_end) {
    call->remote = far_end->ice;
    call->is_dtls_client = !far_end->is_dtls_client;
    memcpy(call->fingerprint, far_end->fingerprint, sizeof call->fingerprint);
    connect_to(call->browser, far_end->browser_port);
    connect_to(call->phone, far_end->phone_port);

    BIO *bio = BIO_new(wire);
    BIO_set_data(bio, call);
    BIO_set_init(bio, 1);
    call->dtls = SSL_new(context);
    SSL_set_bio(call->dtls, bio, bio);
    DTLS_set_link_mtu(call->dtls, MTU);
    if (call->is_dtls_client) {
        SSL_set_connect_state(call->dtls);
    } else {
        SSL_set_accept_state(call->dtls);
    }
    go_to(call, CHECKING);
    send_check(call, call->step_nanos);
}

/* The keys of both ways (RFC 5764 section 4.2): the client's key, the server's, and their salts. */
static void take_keys(struct call *call) {
    uint8_t material[2 * (SRTP_KEY_BYTES + SRTP_SALT_BYTES)];
    if (SSL_get_selected_srtp_profile(call->dtls) == NULL ||
        SSL_export_keying_material(call->dtls, material, sizeof material, EXPORTER, strlen(EXPORTER), NULL, 0, 0) != 1) {
        give_up(call, "no keys for SRTP were agreed on");
        return;
    }
    char fingerprint[128] = "";
    X509 *certificate = SSL_get1_peer_certificate(call->dtls);
    if (certificate != NULL) {
        write_fingerprint(certificate, fingerprint);
        X509_free(certificate);
    }
    if (strcasecmp(fingerprint, call->fingerprint) != 0) {
        give_up(call, "the certificate's fingerprint is not the one of the SDP");
        return;
    }
    const uint8_t *client_key = material, *server_key = client_key + SRTP_KEY_BYTES;
    const uint8_t *client_salt = server_key + SRTP_KEY_BYTES, *server_salt = client_salt + SRTP_SALT_BYTES;
    srtp_open(call->is_dtls_client ? &call->out : &call->in, client_key, client_salt);
    srtp_open(call->is_dtls_client ? &call->in : &call->out, server_key, server_salt);
    go_to(call, CONNECTED);
}

static void shake_hands(struct call *call) {
    int done = SSL_do_handshake(call->dtls);
    if (done == 1) {
        take_keys(call);
        return;
    }
    int error = SSL_get_error(call->dtls, done);
    if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) {
        const char *why = ERR_reason_error_string(ERR_peek_last_error());
        give_up(call, "the handshake failed: %s", why == NULL ? "no reason given" : why);
    }
    ERR_clear_error();
}

static void take_stun(struct call *call, const uint8_t *bytes, size_t length) {
    struct message answer;
    struct sockaddr_in from;
    socklen_t from_length = sizeof from;
    getpeername(call->browser, (struct sockaddr *)&from, &from_length);
    if (answer_check(bytes, length, &call->local, &from, &answer)) {
        send(call->browser, answer.bytes, answer.length, 0);
    } else if (call->step == CHECKING && is_success(bytes, length, &call->check, &call->remote)) {
        go_to(call, HANDSHAKING);
        if (call->is_dtls_client) {
            shake_hands(call);
        }
    }
}

static void take_dtls(struct call *call, const uint8_t *bytes, size_t length) {
    call->datagram = bytes;
    call->datagram_length = length;
    if (call->step == CONNECTED) {
        uint8_t nobody_reads[256];
        SSL_read(call->dtls, nobody_reads, sizeof nobody_reads);
        ERR_clear_error();
    } else {
        shake_hands(call);
    }
    call->datagram = NULL;
}

void take_control(struct call *call, uint8_t *bytes, size_t length) {
    if (call->step == UNKNOWN || call->step == FAILED) {
        return;
    }
    if (bytes[0] < 4) {
        take_stun(call, bytes, length);
    } else if (bytes[0] >= 20 && bytes[0] < 64) {
        take_dtls(call, bytes, length);
    }
}

void keep_alive(struct call *call, uint64_t now) {
    if (call->step == UNKNOWN || call->step == FAILED) {
        return;
    }
    uint64_t wait = call->step == CHECKING ? CHECK_AGAIN_NANOS : CONSENT_NANOS;
    if (now - call->check_nanos >= wait) {
        send_check(call, now);
    }
    struct timeval left;
    if (call->step == HANDSHAKING && DTLSv1_get_timeout(call->dtls, &left) == 1 && left.tv_sec == 0 && left.tv_usec == 0) {
        DTLSv1_handle_timeout(call->dtls);
        ERR_clear_error();
    }
    if (call->step < CONNECTED && now - call->step_nanos >= CONNECT_NANOS) {
        give_up(call, call->step == CHECKING ? "no answer to connectivity checks" : "the handshake took too long");
    }
}
