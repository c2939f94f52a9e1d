/* What is measured: time, processor time and memory of a process, and the spread of many small times. */
#ifndef DIALTONE_BENCH_MEASURE_H
#define DIALTONE_BENCH_MEASURE_H

#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>
#include <time.h>

static inline uint64_t nanos_of(clockid_t clock) {
    struct timespec time = {0};
    clock_gettime(clock, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static inline uint64_t now_nanos(void) { return nanos_of(CLOCK_MONOTONIC); }

/*
 * Processor time of all threads of a process, user and system, in nanoseconds: the sum that also stands in
 * /proc/PID/task/THREAD/schedstat, but including threads that have ended (a JVM's compiler threads do). 0 without a
 * process.
 */
static inline uint64_t cpu_nanos(pid_t pid) {
    clockid_t clock;
    return pid != 0 && clock_getcpuclockid(pid, &clock) == 0 ? nanos_of(clock) : 0;
}

/* Resident memory in KiB; 0 without a process. */
static inline long resident_kib(pid_t pid) {
    char line[256];
    long kib = 0;
    snprintf(line, sizeof line, "/proc/%d/status", (int)pid);
    FILE *status = pid != 0 ? fopen(line, "r") : NULL;
    if (status == NULL) {
        return 0;
    }
    while (fgets(line, sizeof line, status) != NULL && sscanf(line, "VmRSS: %ld", &kib) != 1) {
    }
    fclose(status);
    return kib;
}

/* Times in buckets no wider than 1/32 of their value. */
enum { SUB_BUCKETS = 32, BUCKETS = 64 * SUB_BUCKETS };

struct histogram {
    uint64_t counts[BUCKETS];
    uint64_t total;
};

static inline void record(struct histogram *histogram, uint64_t nanos) {
    unsigned bucket = (unsigned)nanos;
    if (nanos >= SUB_BUCKETS) {
        unsigned power = 63u - (unsigned)__builtin_clzll(nanos);
        bucket = (power - 4) * SUB_BUCKETS + (unsigned)(nanos >> (power - 5)) - SUB_BUCKETS;
    }
    histogram->counts[bucket]++;
    histogram->total++;
}

/* The time in microseconds that a share (such as 0.99) of all recorded ones did not exceed; 0 when there are none. */
static inline double percentile(const struct histogram *histogram, double share) {
    uint64_t wanted = (uint64_t)(share * (double)histogram->total);
    uint64_t seen = 0;
    for (unsigned bucket = 0; bucket < BUCKETS; bucket++) {
        seen += histogram->counts[bucket];
        if (seen > wanted || (seen == histogram->total && seen > 0)) {
            unsigned power = bucket / SUB_BUCKETS;
            uint64_t nanos = power == 0 ? bucket : (uint64_t)(bucket % SUB_BUCKETS + SUB_BUCKETS) << (power - 1);
            return (double)nanos / 1e3;
        }
    }
    return 0;
}

#endif
