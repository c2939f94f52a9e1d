#define _GNU_SOURCE
#include "websocket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fail.h"

enum { EVENTS = 512, RECEIVE_BYTES = 1 << 17, CLIENTS_OF_ADDRESS = 15000 };

enum opcode { CONTINUATION = 0, TEXT = 1, CLOSE = 8, PING = 9, PONG = 10 };

static const uint8_t FIN = 0x80, MASKED = 0x80, LENGTH = 0x7f, OPCODE = 0x0f;
static const uint8_t LENGTH_OF_2_BYTES = 126, LENGTH_OF_8_BYTES = 127;

uint64_t resumed_handshakes;

static struct socket *sockets;
static struct callbacks owner;
static struct sockaddr_in server = {.sin_family = AF_INET};
static SSL_CTX *tls;
static int poller;
static uint8_t received[RECEIVE_BYTES];

struct socket *socket_of(int index) { return &sockets[index]; }

static int index_of(const struct socket *socket) { return (int)(socket - sockets); }

/* Tickets come after the handshake (RFC 8446 section 4.6.1), and are kept for the socket they came on. */
static int keep_ticket(SSL *ssl, SSL_SESSION *ticket) {
    struct socket *socket = SSL_get_app_data(ssl);
    SSL_SESSION_free(socket->ticket);
    socket->ticket = ticket;
    return 1;
}

static SSL_CTX *new_tls(void) {
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(context, keep_ticket);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                  SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    return context;
}

void prepare_sockets(int count, uint16_t port, bool secure, struct callbacks callbacks) {
    sockets = calloc((size_t)count, sizeof *sockets);
    owner = callbacks;
    server.sin_port = htons(port);
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    tls = secure ? new_tls() : NULL;
    poller = epoll_create1(EPOLL_CLOEXEC);
}

static void forget(struct bytes *bytes) {
    free(bytes->start);
    *bytes = (struct bytes){0};
}

static void add(struct bytes *bytes, const uint8_t *more, size_t length) {
    bytes->start = realloc(bytes->start, bytes->length + length);
    memcpy(bytes->start + bytes->length, more, length);
    bytes->length += length;
}

static void watch(struct socket *socket, uint32_t events) {
    if (socket->events == events) {
        return;
    }
    struct epoll_event event = {.events = events, .data.u32 = (uint32_t)index_of(socket)};
    epoll_ctl(poller, socket->events == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket->descriptor, &event);
    socket->events = events;
}

void cut_socket(int index) {
    static const struct linger AT_ONCE = {.l_onoff = 1, .l_linger = 0};
    struct socket *socket = &sockets[index];
    if (socket->state == CLOSED) {
        return;
    }
    setsockopt(socket->descriptor, SOL_SOCKET, SO_LINGER, &AT_ONCE, sizeof AT_ONCE);
    close(socket->descriptor);
    if (socket->ssl != NULL) {
        /* Otherwise OpenSSL spoils the ticket of a connection that was not ended in order; browsers do not. */
        SSL_set_shutdown(socket->ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
        SSL_free(socket->ssl);
    }
    forget(&socket->unread);
    forget(&socket->unsent);
    *socket = (struct socket){.ticket = socket->ticket};
}

static void lose(struct socket *socket, const char *why) {
    cut_socket(index_of(socket));
    owner.lost(index_of(socket), why);
}

/* Each address has some 28,000 ports for connections to one port of another. */
static struct sockaddr_in own_address(int index) {
    uint32_t host = 0x7f000100u + (uint32_t)(index / CLIENTS_OF_ADDRESS) + 1;
    return (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(host)};
}

void open_socket(int index) {
    static const int yes = 1;
    struct socket *opened = &sockets[index];
    struct sockaddr_in own = own_address(index);
    opened->descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (opened->descriptor < 0) {
        fail("no socket for connection %d: %s", index, strerror(errno));
    }
    setsockopt(opened->descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    setsockopt(opened->descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
    if (bind(opened->descriptor, (struct sockaddr *)&own, sizeof own) < 0) {
        fail("no port for connection %d: %s", index, strerror(errno));
    }
    opened->state = CONNECTING;
    watch(opened, EPOLLOUT);
    if (connect(opened->descriptor, (struct sockaddr *)&server, sizeof server) < 0 && errno != EINPROGRESS) {
        lose(opened, strerror(errno));
    }
}

/* ---- bytes ---- */

enum { WOULD_BLOCK = -1, ENDED = -2 };

static ssize_t outcome_of_tls(struct socket *socket, int result) {
    if (result > 0) {
        return result;
    }
    int error = SSL_get_error(socket->ssl, result);
    bool waits = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
    ERR_clear_error();
    return waits ? WOULD_BLOCK : ENDED;
}

static ssize_t read_some(struct socket *socket, uint8_t *to, size_t most) {
    if (socket->ssl != NULL) {
        return outcome_of_tls(socket, SSL_read(socket->ssl, to, (int)most));
    }
    ssize_t count = recv(socket->descriptor, to, most, 0);
    return count > 0 ? count : count < 0 && errno == EAGAIN ? WOULD_BLOCK : ENDED;
}

static ssize_t write_some(struct socket *socket, const uint8_t *from, size_t length) {
    if (socket->ssl != NULL) {
        return outcome_of_tls(socket, SSL_write(socket->ssl, from, (int)length));
    }
    ssize_t count = send(socket->descriptor, from, length, MSG_NOSIGNAL);
    return count >= 0 ? count : errno == EAGAIN ? WOULD_BLOCK : ENDED;
}

static void send_bytes(struct socket *socket, const uint8_t *from, size_t length) {
    if (socket->unsent.length > 0) {
        add(&socket->unsent, from, length);
        return;
    }
    ssize_t sent = write_some(socket, from, length);
    if (sent == ENDED) {
        /* The next read says so. */
        return;
    }
    size_t taken = sent > 0 ? (size_t)sent : 0;
    if (taken < length) {
        add(&socket->unsent, from + taken, length - taken);
        watch(socket, EPOLLIN | EPOLLOUT);
    }
}

static void send_unsent(struct socket *socket) {
    ssize_t sent = write_some(socket, socket->unsent.start, socket->unsent.length);
    if (sent <= 0) {
        return;
    }
    socket->unsent.length -= (size_t)sent;
    memmove(socket->unsent.start, socket->unsent.start + sent, socket->unsent.length);
    if (socket->unsent.length == 0) {
        forget(&socket->unsent);
        watch(socket, EPOLLIN);
    }
}

/* ---- frames ---- */

static size_t write_frame_of(enum opcode opcode, uint8_t *frame, const uint8_t *payload, size_t length) {
    size_t header = 2;
    frame[0] = FIN | (uint8_t)opcode;
    if (length < LENGTH_OF_2_BYTES) {
        frame[1] = MASKED | (uint8_t)length;
    } else {
        frame[1] = MASKED | LENGTH_OF_2_BYTES;
        frame[header++] = (uint8_t)(length >> 8);
        frame[header++] = (uint8_t)length;
    }
    memcpy(frame + header, MASK, MASK_BYTES);
    header += MASK_BYTES;
    for (size_t i = 0; i < length; i++) {
        frame[header + i] = payload[i] ^ MASK[i % MASK_BYTES];
    }
    return header + length;
}

size_t write_frame(uint8_t *frame, const char *text, size_t length) {
    return write_frame_of(TEXT, frame, (const uint8_t *)text, length);
}

void send_frame(int index, const uint8_t *frame, size_t length) {
    if (sockets[index].state == UPGRADED) {
        send_bytes(&sockets[index], frame, length);
    }
}

void send_text(int index, const char *text, size_t length) {
    static uint8_t frame[MAX_TEXT + MAX_FRAME_HEADER];
    if (length > MAX_TEXT) {
        fail("a message of %zu bytes is too long", length);
    }
    send_frame(index, frame, write_frame(frame, text, length));
}

static void handle_frame(struct socket *socket, uint8_t first, const uint8_t *payload, size_t length) {
    static uint8_t answer[MAX_TEXT + MAX_FRAME_HEADER];
    switch ((enum opcode)(first & OPCODE)) {
    case TEXT:
        if ((first & FIN) == 0) {
            fail("a message came in parts");
        }
        owner.text(index_of(socket), (const char *)payload, length);
        break;
    case PING:
        send_bytes(socket, answer, write_frame_of(PONG, answer, payload, length));
        break;
    case PONG:
        break;
    case CLOSE:
        lose(socket, length > 2 ? "the server closed it with words" : "the server closed it");
        break;
    default:
        fail("a frame of an unexpected kind came: %02x", first);
    }
}

/* Handles whole frames, and returns how many bytes they had. */
static size_t handle_frames(struct socket *socket, const uint8_t *bytes, size_t length) {
    size_t done = 0;
    while (length - done >= 2 && socket->state == UPGRADED) {
        const uint8_t *frame = bytes + done;
        size_t header = 2;
        size_t payload = frame[1] & LENGTH;
        if (payload == LENGTH_OF_8_BYTES) {
            fail("the server sent a frame of more than 65535 bytes");
        }
        if (payload == LENGTH_OF_2_BYTES) {
            header += 2;
            payload = length - done < header ? RECEIVE_BYTES : (size_t)frame[2] << 8 | frame[3];
        }
        if (length - done < header + payload) {
            break;
        }
        done += header + payload;
        handle_frame(socket, frame[0], frame + header, payload);
    }
    return done;
}

/* ---- the way to a WebSocket ---- */

static void ask_for_upgrade(struct socket *socket) {
    char path[9000], headers[512] = "", request[10000];
    owner.request(index_of(socket), path, headers, sizeof headers);
    int length = snprintf(request, sizeof request,
                          "GET %s HTTP/1.1\r\n"
                          "Host: 127.0.0.1:%d\r\n"
                          "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0\r\n"
                          "Accept-Encoding: gzip, deflate, br\r\n"
                          "Accept-Language: en-US,en;q=0.9\r\n"
                          "Connection: Upgrade\r\n"
                          "Upgrade: websocket\r\n"
                          "Sec-WebSocket-Version: 13\r\n"
                          "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
                          "%s\r\n",
                          path, ntohs(server.sin_port), headers);
    socket->state = UPGRADING;
    watch(socket, EPOLLIN);
    send_bytes(socket, (const uint8_t *)request, (size_t)length);
}

static void go_on_with_handshake(struct socket *socket) {
    int result = SSL_connect(socket->ssl);
    if (result == 1) {
        resumed_handshakes += (uint64_t)SSL_session_reused(socket->ssl);
        ask_for_upgrade(socket);
        return;
    }
    int error = SSL_get_error(socket->ssl, result);
    ERR_clear_error();
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) {
        watch(socket, error == SSL_ERROR_WANT_READ ? EPOLLIN : EPOLLOUT);
    } else {
        lose(socket, "the TLS handshake failed");
    }
}

static void connected(struct socket *socket) {
    int error = 0;
    getsockopt(socket->descriptor, SOL_SOCKET, SO_ERROR, &error, &(socklen_t){sizeof error});
    if (error != 0) {
        lose(socket, strerror(error));
    } else if (tls == NULL) {
        ask_for_upgrade(socket);
    } else {
        socket->state = SECURING;
        socket->ssl = SSL_new(tls);
        SSL_set_app_data(socket->ssl, socket);
        SSL_set_fd(socket->ssl, socket->descriptor);
        if (socket->ticket != NULL) {
            SSL_set_session(socket->ssl, socket->ticket);
        }
        go_on_with_handshake(socket);
    }
}

/* Reads the answer to the wish for an upgrade, and returns how many bytes it had; 0 when some are missing. */
static size_t read_upgrade(struct socket *socket, const uint8_t *bytes, size_t length) {
    static const char YES[] = "HTTP/1.1 101 ";
    const uint8_t *end = memmem(bytes, length, "\r\n\r\n", 4);
    if (end == NULL) {
        return 0;
    }
    if (memcmp(bytes, YES, sizeof YES - 1) != 0) {
        static char why[200];
        snprintf(why, sizeof why, "no upgrade: %.*s", (int)(length < 150 ? length : 150), (const char *)bytes);
        lose(socket, why);
        return length;
    }
    socket->state = UPGRADED;
    owner.upgraded(index_of(socket));
    return (size_t)(end - bytes) + 4;
}

/* Hot path: called for each socket that something has come on. */
static void receive(struct socket *socket) {
    size_t kept = socket->unread.length;
    if (kept > 0) {
        memcpy(received, socket->unread.start, kept);
    }
    ssize_t count = read_some(socket, received + kept, sizeof received - kept);
    if (count == WOULD_BLOCK) {
        return;
    }
    if (count == ENDED) {
        lose(socket, "the server ended the connection");
        return;
    }
    size_t length = kept + (size_t)count;
    size_t done = socket->state == UPGRADING ? read_upgrade(socket, received, length) : 0;
    if (socket->state == UPGRADED) {
        done += handle_frames(socket, received + done, length - done);
    }
    if (socket->state == CLOSED) {
        return;
    }
    forget(&socket->unread);
    if (done < length) {
        add(&socket->unread, received + done, length - done);
    }
    if (socket->ssl != NULL && SSL_pending(socket->ssl) > 0) {
        receive(socket);
    }
}

static void handle(struct socket *socket, uint32_t events) {
    if (socket->state == CONNECTING) {
        connected(socket);
    } else if (socket->state == SECURING) {
        go_on_with_handshake(socket);
    } else if (socket->state != CLOSED) {
        if ((events & EPOLLOUT) != 0 && socket->unsent.length > 0) {
            send_unsent(socket);
        }
        if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) {
            receive(socket);
        }
    }
}

int handle_ready(int most_millis) {
    struct epoll_event events[EVENTS];
    int ready = epoll_wait(poller, events, EVENTS, most_millis);
    for (int i = 0; i < ready; i++) {
        handle(&sockets[events[i].data.u32], events[i].events);
    }
    return ready < 0 ? 0 : ready;
}
