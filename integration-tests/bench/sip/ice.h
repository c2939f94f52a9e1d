/* Connectivity checks (RFC 8445): those that a browser sends, and its answers to those of a server that is not lite. */
#ifndef DIALTONE_BENCH_ICE_H
#define DIALTONE_BENCH_ICE_H

#include <netinet/in.h>

#include "stun.h"

enum { MAX_UFRAG = 64, MAX_PASSWORD = 128 };

struct credentials {
    char ufrag[MAX_UFRAG];
    char password[MAX_PASSWORD];
};

/* New ones. */
void make_credentials(struct credentials *credentials);

/* A check that nominates. */
void make_check(struct message *check, const struct credentials *local, const struct credentials *remote);

/* The answer to a check of the other end. False when it was not made with our credentials. */
bool answer_check(const uint8_t *bytes, size_t length, const struct credentials *local,
                  const struct sockaddr_in *from, struct message *answer);

/* Whether this is the good answer to a check. */
bool is_success(const uint8_t *bytes, size_t length, const struct message *check, const struct credentials *remote);

#endif
