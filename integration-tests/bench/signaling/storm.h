/* All clients come, are cut off in one moment while messages are on the way, and come back. */
#ifndef DIALTONE_BENCH_STORM_H
#define DIALTONE_BENCH_STORM_H

#include <sys/types.h>

/* @param parallel clients that connect at once @param patience seconds that each coming may take */
void storm(int parallel, double patience, pid_t server_pid);

#endif
