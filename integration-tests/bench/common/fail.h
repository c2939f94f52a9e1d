/* How a program of the benchmarks ends when it cannot go on. */
#ifndef DIALTONE_BENCH_FAIL_H
#define DIALTONE_BENCH_FAIL_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* Ends the program with a message. */
__attribute__((noreturn, format(printf, 1, 2))) static inline void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("generator: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

#endif
