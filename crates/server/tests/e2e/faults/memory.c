/* Memory that runs out once, for tests: loaded before libc by LD_PRELOAD.
 *
 * MEMORY_COUNT names a file of eight bytes, a number. While it is above zero every allocation
 * takes one off; the allocation that makes it zero gets nothing.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static volatile long *left;
static void *(*real_malloc)(size_t);
static void *(*real_realloc)(void *, size_t);

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("MEMORY_COUNT");
    int fd = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0) return;
    void *map = mmap(NULL, sizeof(long), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (map != MAP_FAILED) left = map;
}

static int is_out(void) {
    if (left == NULL || *left <= 0) return 0;
    return __sync_sub_and_fetch(left, 1) == 0;
}

void *malloc(size_t size) {
    if (real_malloc == NULL) real_malloc = (void *(*)(size_t))dlsym(RTLD_NEXT, "malloc");
    if (is_out()) {
        errno = ENOMEM;
        return NULL;
    }
    return real_malloc(size);
}

void *realloc(void *old, size_t size) {
    if (real_realloc == NULL)
        real_realloc = (void *(*)(void *, size_t))dlsym(RTLD_NEXT, "realloc");
    if (is_out()) {
        errno = ENOMEM;
        return NULL;
    }
    return real_realloc(old, size);
}
