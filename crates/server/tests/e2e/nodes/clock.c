// A clock that is wrong by FAULTS_CLOCK seconds: the time of day, not the time that passes.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real)
        real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int outcome = real(clock, now);
    const char *apart = getenv("FAULTS_CLOCK");
    if (outcome == 0 && clock == CLOCK_REALTIME && apart)
        now->tv_sec += atol(apart);
    return outcome;
}
