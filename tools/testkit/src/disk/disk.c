/* A disk that fails as it is told, for tests: loaded before libc by LD_PRELOAD.
 *
 * FAULTS names a folder. A file of one of these names in it is a fault; without it all is well:
 *
 *   fsync-fails   the next fsync of a watched file answers EIO, once (the file is removed)
 *   lies          a flush answers that all is well and does nothing
 *   full          nothing is written to a watched file: ENOSPC
 *   read-only     nothing watched is opened for writing: EROFS
 *   record/       before each write, what stands there is appended to record/NAME, which an fsync
 *                 of the file empties: with it a test undoes what a power cut would lose
 *
 * FAULTS_WATCH is the beginning of the paths that are watched.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static const char *folder(void) { return getenv("FAULTS"); }

static int has(const char *fault) {
    char path[4096];
    if (folder() == NULL) return 0;
    snprintf(path, sizeof path, "%s/%s", folder(), fault);
    return access(path, F_OK) == 0;
}

static int take(const char *fault) {
    char path[4096];
    if (folder() == NULL) return 0;
    snprintf(path, sizeof path, "%s/%s", folder(), fault);
    return unlink(path) == 0;
}

static int is_watched_path(const char *path) {
    const char *watch = getenv("FAULTS_WATCH");
    return watch != NULL && strncmp(path, watch, strlen(watch)) == 0;
}

/* The path of an open file that is watched; 0 when it is not. */
static int watched(int fd, char *path, size_t size) {
    char link[64];
    if (folder() == NULL) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, size - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return is_watched_path(path);
}

static int record_of(const char *path, int flags) {
    char name[4096];
    const char *base = strrchr(path, '/');
    snprintf(name, sizeof name, "%s/record/%s", folder(), base == NULL ? path : base + 1);
    return REAL(open)(name, flags, 0600);
}

/* A record: offset, length of what stood there, length of the file, then what stood there; what
 * lies beyond the end counts as zeros. The file is read through its own descriptor, since closing
 * another one would take SQLite's locks away. */
static void remember(int fd, const char *path, off_t offset, size_t length) {
    if (!has("record")) return;
    int record = record_of(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC);
    struct stat about;
    char *old = calloc(1, length + 1);
    if (record >= 0 && old != NULL && fstat(fd, &about) == 0 &&
        pread(fd, old, length, offset) >= 0) {
        uint64_t head[3] = {(uint64_t)offset, (uint64_t)length, (uint64_t)about.st_size};
        pthread_mutex_lock(&lock);
        if (REAL(write)(record, head, sizeof head) != sizeof head ||
            REAL(write)(record, old, length) != (ssize_t)length)
            abort();
        pthread_mutex_unlock(&lock);
    }
    free(old);
    if (record >= 0) close(record);
}

static int refuses(int fd, off_t offset, size_t length) {
    char path[4096];
    if (!watched(fd, path, sizeof path)) return 0;
    if (has("full")) {
        errno = ENOSPC;
        return 1;
    }
    remember(fd, path, offset, length);
    return 0;
}

ssize_t write(int fd, const void *bytes, size_t length) {
    off_t offset = lseek(fd, 0, SEEK_CUR);
    if (offset >= 0 && refuses(fd, offset, length)) return -1;
    return REAL(write)(fd, bytes, length);
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) {
    if (refuses(fd, offset, length)) return -1;
    return REAL(pwrite)(fd, bytes, length, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) {
    if (refuses(fd, offset, length)) return -1;
    return REAL(pwrite64)(fd, bytes, length, offset);
}

static int truncated(int fd, off_t length) {
    char path[4096];
    struct stat about;
    if (watched(fd, path, sizeof path) && fstat(fd, &about) == 0 && about.st_size > length)
        remember(fd, path, length, (size_t)(about.st_size - length));
    return 0;
}

int ftruncate(int fd, off_t length) {
    return truncated(fd, length) == 0 ? REAL(ftruncate)(fd, length) : -1;
}

int ftruncate64(int fd, off64_t length) {
    return truncated(fd, length) == 0 ? REAL(ftruncate64)(fd, length) : -1;
}

/* A flush that fails once; one that succeeds makes all that was written before it lasting. */
static int flush(int fd, int (*real)(int)) {
    char path[4096];
    if (!watched(fd, path, sizeof path)) return real(fd);
    if (take("fsync-fails")) {
        errno = EIO;
        return -1;
    }
    if (has("lies")) return 0;
    int answer = real(fd);
    if (answer == 0 && has("record")) {
        int record = record_of(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC);
        if (record >= 0) close(record);
    }
    return answer;
}

int fsync(int fd) { return flush(fd, REAL(fsync)); }

int fdatasync(int fd) { return flush(fd, REAL(fdatasync)); }

static int refuses_open(const char *path, int flags) {
    int writes = (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC));
    if (writes && is_watched_path(path) && has("read-only")) {
        errno = EROFS;
        return 1;
    }
    return 0;
}

static int opened(const char *name, const char *path, int flags, mode_t mode) {
    if (refuses_open(path, flags)) return -1;
    int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, name);
    return real(path, flags, mode);
}

int open(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = (flags & O_CREAT) ? va_arg(more, mode_t) : 0;
    va_end(more);
    return opened("open", path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = (flags & O_CREAT) ? va_arg(more, mode_t) : 0;
    va_end(more);
    return opened("open64", path, flags, mode);
}
