/* Loaded before the C library: counts what a process does to the files under one folder, and at a chosen moment kills the
   whole process group, tears a write in two and then kills, or lets calls fail as a full or broken disk does.

   torture_arm(folder, n, mode, error, times): at the n-th call, mode 1 kills before it, 2 writes half and kills, 3 fails it
   and the times - 1 calls after it with `error` (times < 0: all after it); mode 0 only counts. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static char folder[PATH_MAX];
static size_t folder_length;
static volatile long seen, moment = -1, times_left;
static volatile int mode, failure;
static char last[PATH_MAX];

void torture_arm(const char *prefix, long n, int how, int error, long times) {
    strncpy(folder, prefix, sizeof folder - 1);
    folder_length = strlen(folder);
    seen = 0; moment = n; mode = how; failure = error; times_left = times;
}
long torture_count(void) { return seen; }
const char *torture_last(void) { return last; }

static int watched(const char *path) { return folder_length && path && strncmp(path, folder, folder_length) == 0; }

static int watched_fd(int fd, char *path) {
    char name[64];
    ssize_t length;
    if (!folder_length) return 0;
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    length = readlink(name, path, PATH_MAX - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return watched(path);
}

/* 0: go on; 1: fail; 2: write half, then kill. */
static int at_call(const char *what, const char *path) {
    long number = __sync_add_and_fetch(&seen, 1);
    if (mode == 0) { snprintf(last, sizeof last, "%s %.3000s", what, path); return 0; }
    if (mode == 3) {
        if (number < moment || times_left == 0) return 0;
        if (times_left > 0) times_left--;
        errno = failure;
        return 1;
    }
    if (number == moment) {
        int note = open("/dev/fd/9", O_WRONLY);
        if (note >= 0) {
            char said[PATH_MAX + 64];
            int length = snprintf(said, sizeof said, "%s %.3000s", what, path + folder_length);
            ssize_t (*plain)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
            if (plain) (void)!plain(note, said, (size_t)length);
        }
        if (mode == 2 && (what[0] == 'w' || what[0] == 'p')) return 2;
        kill(0, SIGKILL);
    }
    return 0;
}

#define NEXT(type, name, ...) static type (*next)(__VA_ARGS__); if (!next) next = dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *data, size_t size) {
    NEXT(ssize_t, write, int, const void *, size_t);
    char path[PATH_MAX];
    if (watched_fd(fd, path)) switch (at_call("write", path)) {
        case 1: return -1;
        case 2: next(fd, data, size / 2); kill(0, SIGKILL);
    }
    return next(fd, data, size);
}
#define PWRITE(name, offset_type) \
ssize_t name(int fd, const void *data, size_t size, offset_type at) { \
    NEXT(ssize_t, name, int, const void *, size_t, offset_type); \
    char path[PATH_MAX]; \
    if (watched_fd(fd, path)) switch (at_call("pwrite", path)) { \
        case 1: return -1; \
        case 2: next(fd, data, size / 2, at); kill(0, SIGKILL); \
    } \
    return next(fd, data, size, at); \
}
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)
ssize_t writev(int fd, const struct iovec *parts, int count) {
    NEXT(ssize_t, writev, int, const struct iovec *, int);
    char path[PATH_MAX];
    if (watched_fd(fd, path) && at_call("writev", path) == 1) return -1;
    return next(fd, parts, count);
}
#define FD_CALL(name, args, pass, ...) \
int name args { \
    NEXT(int, name, __VA_ARGS__); \
    char path[PATH_MAX]; \
    if (watched_fd(fd, path) && at_call(#name, path) == 1) return -1; \
    return next pass; \
}
FD_CALL(fsync, (int fd), (fd), int)
FD_CALL(fdatasync, (int fd), (fd), int)
FD_CALL(ftruncate, (int fd, off_t size), (fd, size), int, off_t)
FD_CALL(ftruncate64, (int fd, off64_t size), (fd, size), int, off64_t)

#define PATH_CALL(name, args, pass, ...) \
int name args { \
    NEXT(int, name, __VA_ARGS__); \
    if (watched(path) && at_call(#name, path) == 1) return -1; \
    return next pass; \
}
PATH_CALL(rename, (const char *path, const char *to), (path, to), const char *, const char *)
PATH_CALL(unlink, (const char *path), (path), const char *)
PATH_CALL(rmdir, (const char *path), (path), const char *)
PATH_CALL(mkdir, (const char *path, mode_t bits), (path, bits), const char *, mode_t)

#define OPENS(name) \
int name(const char *path, int flags, ...) { \
    NEXT(int, name, const char *, int, ...); \
    mode_t bits = 0; \
    if (flags & O_CREAT) { va_list more; va_start(more, flags); bits = va_arg(more, mode_t); va_end(more); } \
    if ((flags & O_CREAT) && watched(path) && at_call("open", path) == 1) return -1; \
    return next(path, flags, bits); \
}
OPENS(open)
OPENS(open64)
