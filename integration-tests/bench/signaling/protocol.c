#define _GNU_SOURCE
#include "protocol.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "websocket.h"

const char CANDIDATE_MARK[] = "\"candidate:";
const char DESCRIPTION_MARK[] = "o=- ";

static char **tickets;
static int client_count;

void prepare_sessions(int count, const char *file) {
    client_count = count;
    if (file == NULL) {
        return;
    }
    tickets = calloc((size_t)count, sizeof *tickets);
    FILE *lines = fopen(file, "r");
    if (lines == NULL) {
        fail("%s cannot be read", file);
    }
    for (int i = 0; i < count; i++) {
        size_t room = 0;
        ssize_t length = getline(&tickets[i], &room, lines);
        if (length <= 1) {
            fail("%s has less than %d tickets", file, count);
        }
        tickets[i][length - 1] = '\0';
    }
    fclose(lines);
}

const char *ticket_of(int index) {
    if (tickets == NULL) {
        fail("--tickets is missing");
    }
    return tickets[index];
}

const char *find(const char *text, size_t length, const char *what) { return memmem(text, length, what, strlen(what)); }

bool copy_string(const char *text, size_t length, const char *beginning, char *to, size_t most) {
    const char *from = find(text, length, beginning);
    if (from == NULL) {
        return false;
    }
    from += strlen(beginning);
    const char *end = memchr(from, '"', length - (size_t)(from - text));
    if (end == NULL || (size_t)(end - from) >= most) {
        return false;
    }
    memcpy(to, from, (size_t)(end - from));
    to[end - from] = '\0';
    return true;
}

const char *candidate_payload(void) {
    return "{\"candidate\":\"candidate:1000000000 1 udp 1677729535 203.0.113.77 46154 typ srflx raddr 10.0.0.17 rport "
           "46154 generation 0 ufrag EsAw network-cost 999\",\"sdpMid\":\"0\",\"sdpMLineIndex\":0,"
           "\"usernameFragment\":\"EsAw\"}";
}

const char *description_payload(size_t bytes) {
    static char payload[MAX_TEXT];
    static const char END[] = "\"}";
    size_t length = (size_t)snprintf(payload, sizeof payload,
                                     "{\"type\":\"offer\",\"sdp\":\"v=0\\r\\no=- 1000000000 2 IN IP4 127.0.0.1\\r\\n"
                                     "s=-\\r\\nt=0 0\\r\\na=group:BUNDLE 0 1\\r\\nm=audio 9 UDP/TLS/RTP/SAVPF 111\\r\\n");
    for (int format = 96; length + sizeof END < bytes; format = format == 127 ? 96 : format + 1) {
        length += (size_t)snprintf(payload + length, sizeof payload - length, "a=rtpmap:%d opus/48000/2\\r\\n", format);
    }
    memcpy(payload + length, END, sizeof END);
    return payload;
}

static void name_of(int index, char *name, size_t most) {
    snprintf(name, most, "%c%d", is_caller(index) ? 'a' : 'b', index / 2);
}

/* ---- ws: the path says who it is, and what is said is who it goes to and what it is ---- */

static void request_ws(int index, char *path, char *headers, size_t most) {
    (void)headers;
    (void)most;
    char name[16];
    name_of(index, name, sizeof name);
    sprintf(path, "/?id=%s", name);
}

static void nothing_upgraded(int index) { (void)index; }

static enum said text_of_ws(int index, const char *text, size_t length) {
    (void)index;
    return find(text, length, "\"welcome\"") != NULL ? OPENED : MESSAGE;
}

static size_t message_of_ws(int caller, const char *payload, char *text, size_t most) {
    return (size_t)snprintf(text, most, "{\"to\":\"b%d\",\"data\":%s}", caller / 2, payload);
}

const struct protocol WS = {
    .name = "ws",
    .request = request_ws,
    .upgraded = nothing_upgraded,
    .text = text_of_ws,
    .message = message_of_ws,
};

/* ---- PeerJS ---- */

static void request_peerjs(int index, char *path, char *headers, size_t most) {
    (void)headers;
    (void)most;
    char name[16];
    name_of(index, name, sizeof name);
    sprintf(path, "/peerjs?key=peerjs&id=%s&token=secret%d&version=1.5.5", name, index);
}

static enum said text_of_peerjs(int index, const char *text, size_t length) {
    (void)index;
    if (find(text, length, "{\"type\":\"OPEN\"}") != NULL) {
        return OPENED;
    }
    bool is_message = find(text, length, "\"type\":\"CANDIDATE\"") != NULL || find(text, length, "\"type\":\"OFFER\"") != NULL;
    return is_message ? MESSAGE : REFUSED;
}

static size_t message_of_peerjs(int caller, const char *payload, char *text, size_t most) {
    const char *type = strstr(payload, "candidate") != NULL ? "CANDIDATE" : "OFFER";
    return (size_t)snprintf(text, most, "{\"type\":\"%s\",\"payload\":%s,\"dst\":\"b%d\"}", type, payload, caller / 2);
}

static void beat_peerjs(int index) {
    static const char BEAT[] = "{\"type\":\"HEARTBEAT\"}";
    send_text(index, BEAT, sizeof BEAT - 1);
}

const struct protocol PEERJS = {
    .name = "peerjs",
    .request = request_peerjs,
    .upgraded = nothing_upgraded,
    .text = text_of_peerjs,
    .message = message_of_peerjs,
    .beat = beat_peerjs,
};

/* ---- socket.io: its protocol 5 within engine.io's protocol 4 ---- */

struct recovery {
    char session[64];
    /* Of the last message that came, for which the server then knows what is missing. */
    char offset[64];
    bool recovered;
};

static struct recovery *recoveries;

static struct recovery *recovery_of(int index) {
    if (recoveries == NULL) {
        recoveries = calloc((size_t)client_count, sizeof *recoveries);
    }
    return &recoveries[index];
}

static void request_socket_io(int index, char *path, char *headers, size_t most) {
    (void)index;
    (void)headers;
    (void)most;
    strcpy(path, "/socket.io/?EIO=4&transport=websocket");
}

static void connect_socket_io(int index) {
    char text[256];
    struct recovery *recovery = recovery_of(index);
    int length = recovery->session[0] == '\0'
                     ? snprintf(text, sizeof text, "40")
                     : snprintf(text, sizeof text, "40{\"pid\":\"%s\",\"offset\":\"%s\"}", recovery->session,
                                recovery->offset);
    send_text(index, text, (size_t)length);
}

/* A session that was recovered is in its rooms still. */
static enum said connected_socket_io(int index, const char *text, size_t length) {
    char session[64];
    struct recovery *recovery = recovery_of(index);
    if (!copy_string(text, length, "\"pid\":\"", session, sizeof session)) {
        recovery->recovered = false;
    } else {
        recovery->recovered = strcmp(session, recovery->session) == 0;
        strcpy(recovery->session, session);
    }
    if (recovery->recovered) {
        return OPENED;
    }
    char name[16], join[64];
    name_of(index, name, sizeof name);
    int joining = snprintf(join, sizeof join, "420[\"join\",\"%s\"]", name);
    send_text(index, join, (size_t)joining);
    return NOTHING;
}

/* With recovery, the last member of each message is its offset. */
static void note_offset(int index, const char *text, size_t length) {
    static const char END[] = "\"]";
    struct recovery *recovery = recovery_of(index);
    if (recovery->session[0] == '\0' || length < sizeof END || memcmp(text + length - 2, END, 2) != 0) {
        return;
    }
    const char *quote = memrchr(text, '"', length - 2);
    size_t offset = (size_t)(text + length - 2 - quote) - 1;
    if (offset < sizeof recovery->offset) {
        memcpy(recovery->offset, quote + 1, offset);
        recovery->offset[offset] = '\0';
    }
}

static bool is_recovered_socket_io(int index) { return recovery_of(index)->recovered; }

static enum said text_of_socket_io(int index, const char *text, size_t length) {
    if (text[0] == '0') {
        connect_socket_io(index);
        return NOTHING;
    }
    if (text[0] == '2') {
        send_text(index, "3", 1);
        return NOTHING;
    }
    if (length > 2 && text[0] == '4' && text[1] == '0') {
        return connected_socket_io(index, text, length);
    }
    if (length > 2 && text[0] == '4' && text[1] == '3') {
        return OPENED;
    }
    if (length > 2 && text[0] == '4' && text[1] == '2') {
        note_offset(index, text, length);
        return find(text, length, "[\"welcome\"") != NULL ? NOTHING : MESSAGE;
    }
    return REFUSED;
}

static size_t message_of_socket_io(int caller, const char *payload, char *text, size_t most) {
    return (size_t)snprintf(text, most, "42[\"signal\",{\"to\":\"b%d\",\"data\":%s}]", caller / 2, payload);
}

const struct protocol SOCKET_IO = {
    .name = "socket.io",
    .request = request_socket_io,
    .upgraded = nothing_upgraded,
    .text = text_of_socket_io,
    .message = message_of_socket_io,
    .is_recovered = is_recovered_socket_io,
};
