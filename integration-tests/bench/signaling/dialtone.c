/* Dialtone's own protocol: docs/signaling.asyncapi.yaml. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "protocol.h"
#include "websocket.h"

/* The SDK says so often which events have come. */
enum { ACKNOWLEDGE_EVERY = 16, ANSWER_HEAD = 64 };

struct session {
    char resume[65];
    char call[65];
    uint64_t requests;
    uint64_t last_event;
    bool recovered;
};

static struct session *sessions;
static int session_count;

static struct session *session_of(int index) {
    if (index >= session_count) {
        int more = index < 1024 ? 1024 : index * 2;
        sessions = realloc(sessions, (size_t)more * sizeof *sessions);
        memset(sessions + session_count, 0, (size_t)(more - session_count) * sizeof *sessions);
        session_count = more;
    }
    return &sessions[index];
}

static bool is_recovered(int index) { return session_of(index)->recovered; }

static uint64_t next_request(int index) { return FIRST_NUMBER + session_of(index)->requests++; }

static void request(int index, char *path, char *headers, size_t most) {
    (void)index;
    strcpy(path, "/v1/ws");
    snprintf(headers, most, "Sec-WebSocket-Protocol: dialtone.v1\r\n");
}

/* Sends a request with parameters that are written already. */
static void ask(int index, const char *method, const char *params) {
    char text[10000];
    int length = snprintf(text, sizeof text, "{\"jsonrpc\":\"2.0\",\"id\":%llu,\"method\":\"%s\",\"params\":{%s}}",
                          (unsigned long long)next_request(index), method, params);
    send_text(index, text, (size_t)length);
}

static void upgraded(int index) {
    char params[9000], resume[200] = "";
    struct session *session = session_of(index);
    if (session->resume[0] != '\0') {
        snprintf(resume, sizeof resume, ",\"resume\":{\"token\":\"%s\",\"lastSeq\":%llu}", session->resume,
                 (unsigned long long)session->last_event);
    }
    snprintf(params, sizeof params, "\"ticket\":\"%s\",\"client\":\"benchmark/1\"%s", ticket_of(index), resume);
    ask(index, "session.open", params);
}

static void pair(int caller) {
    char params[1000];
    snprintf(params, sizeof params,
             "\"to\":\"user:b%d\",\"offer\":{\"type\":\"offer\",\"sdp\":\"v=0\\r\\no=- 1 1 IN IP4 127.0.0.1\\r\\n\"}",
             caller / 2);
    ask(caller, "call.invite", params);
}

static void answer_call(int index) {
    char params[1000];
    snprintf(params, sizeof params,
             "\"call\":\"%s\",\"answer\":{\"type\":\"answer\",\"sdp\":\"v=0\\r\\no=- 1 1 IN IP4 127.0.0.1\\r\\n\"}",
             session_of(index)->call);
    ask(index, "call.answer", params);
}

static void acknowledge(int index, uint64_t event) {
    char params[64];
    snprintf(params, sizeof params, "\"seq\":%llu", (unsigned long long)event);
    ask(index, "session.ack", params);
}

static enum said answered(int index, const char *text, size_t length) {
    struct session *session = session_of(index);
    if (find(text, length, "\"error\":") != NULL) {
        return REFUSED;
    }
    if (find(text, length, "\"session\":\"") != NULL) {
        session->recovered = find(text, length, "\"recovered\":true") != NULL;
        if (!session->recovered) {
            session->last_event = 0;
        }
        copy_string(text, length, "\"resume\":\"", session->resume, sizeof session->resume);
        return OPENED;
    }
    return is_caller(index) && copy_string(text, length, "\"call\":\"", session->call, sizeof session->call) ? NOTHING
                                                                                                              : TAKEN;
}

static enum said event(int index, uint64_t number, const char *text, size_t length) {
    struct session *session = session_of(index);
    if (number != session->last_event + 1) {
        fail("client %d got event %llu after %llu", index, (unsigned long long)number,
             (unsigned long long)session->last_event);
    }
    session->last_event = number;
    if (number % ACKNOWLEDGE_EVERY == 0) {
        acknowledge(index, number);
    }
    size_t head = length < 120 ? length : 120;
    if (find(text, head, "\"call.candidates\"") != NULL || find(text, head, "\"call.description\"") != NULL) {
        return MESSAGE;
    }
    if (find(text, head, "\"call.incoming\"") != NULL) {
        if (!copy_string(text, length, "\"call\":\"", session->call, sizeof session->call)) {
            return REFUSED;
        }
        answer_call(index);
        return NOTHING;
    }
    return find(text, head, "\"call.answered\"") != NULL  ? PAIRED
           : find(text, head, "\"call.ended\"") != NULL ? REFUSED
                                                          : NOTHING;
}

static enum said text_of_dialtone(int index, const char *text, size_t length) {
    size_t head = length < ANSWER_HEAD ? length : ANSWER_HEAD;
    const char *number = find(text, head, "\"seq\":");
    return number == NULL ? answered(index, text, length)
                          : event(index, strtoull(number + strlen("\"seq\":"), NULL, 10), text, length);
}

static size_t message(int caller, const char *payload, char *text, size_t most) {
    const char *call = session_of(caller)->call;
    bool is_candidate = strstr(payload, CANDIDATE_MARK) != NULL;
    const char *form = is_candidate
                           ? "{\"jsonrpc\":\"2.0\",\"id\":%llu,\"method\":\"call.trickle\",\"params\":{\"call\":\"%s\","
                             "\"candidates\":[%s]}}"
                           : "{\"jsonrpc\":\"2.0\",\"id\":%llu,\"method\":\"call.describe\",\"params\":{\"call\":\"%s\","
                             "\"description\":%s}}";
    return (size_t)snprintf(text, most, form, (unsigned long long)FIRST_NUMBER, call, payload);
}

const struct protocol DIALTONE = {
    .name = "dialtone",
    .request = request,
    .upgraded = upgraded,
    .text = text_of_dialtone,
    .pair = pair,
    .message = message,
    .next_request = next_request,
    .is_recovered = is_recovered,
    .repeats = true,
};
