/* Makes one chosen write fail, or the process die there. Preloaded before the C library:
 *
 *     LD_PRELOAD=shim.so FAULT_FOLDER=/path FAULT_LOG=/elsewhere/log [FAULT_AT=7 FAULT_HOW=kill] command
 *
 * A point is a call that changes what lies below FAULT_FOLDER: create, write, sync, truncate, allocate, rename, link,
 * remove, mkdir. Each is counted from 1 and written to FAULT_LOG as a line "NUMBER CALL FILE".
 *
 *     kill    the process dies before the call          full  from here on the disk takes no more data (ENOSPC)
 *     torn    half of a write is done, then it dies     eio   this one call fails as a broken disk does (EIO)
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum how { PASS, FAIL, TORN };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long points, at;
static int disk_is_full;
static const char *folder, *log_file, *kind;

__attribute__((constructor)) static void begin(void) {
    folder = getenv("FAULT_FOLDER");
    log_file = getenv("FAULT_LOG");
    kind = getenv("FAULT_HOW") ? getenv("FAULT_HOW") : "";
    at = getenv("FAULT_AT") ? atol(getenv("FAULT_AT")) : 0;
}

static void note(const char *call, const char *path) {
    char line[2 * PATH_MAX + 64];
    int size = snprintf(line, sizeof line, "%ld %s %s\n", points, call, path + strlen(folder));
    int file = log_file ? syscall(SYS_openat, AT_FDCWD, log_file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
    if (file >= 0) {
        syscall(SYS_write, file, line, size);
        syscall(SYS_close, file);
    }
}

/* What to do at this call; `data` = it needs room on the disk. Sets errno when the call is to fail. */
static enum how reach(const char *call, const char *path, int data) {
    char whole[2 * PATH_MAX], here[PATH_MAX];
    if (folder == NULL || path == NULL) return PASS;
    if (path[0] != '/' && getcwd(here, sizeof here)) {
        snprintf(whole, sizeof whole, "%s/%s", here, path);
        path = whole;
    }
    if (strncmp(path, folder, strlen(folder)) != 0) return PASS;
    pthread_mutex_lock(&lock);
    points++;
    note(call, path);
    int mine = points == at;
    if (mine && strcmp(kind, "full") == 0) disk_is_full = 1;
    int full = disk_is_full && data;
    pthread_mutex_unlock(&lock);
    if (full) return errno = ENOSPC, FAIL;
    if (!mine) return PASS;
    if (strcmp(kind, "eio") == 0) return errno = EIO, FAIL;
    if (strcmp(kind, "torn") == 0 && data) return TORN;
    if (strcmp(kind, "kill") == 0 || strcmp(kind, "torn") == 0) syscall(SYS_kill, getpid(), SIGKILL);
    return PASS;
}

static enum how reach_file(const char *call, int file, int data) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size <= 0 || path[0] != '/') return PASS; /* pipes and events have no path */
    path[size] = 0;
    return reach(call, path, data);
}

static void die(void) { syscall(SYS_kill, getpid(), SIGKILL); }

#define REAL(name) static typeof(name) *real; if (!real) real = (typeof(real))dlsym(RTLD_NEXT, #name)

#define OPEN(name)                                                                       \
    int name(const char *path, int flags, ...) {                                         \
        REAL(name);                                                                      \
        va_list more; va_start(more, flags); int mode = va_arg(more, int); va_end(more); \
        if ((flags & (O_CREAT | O_TRUNC)) && reach("create", path, 0) != PASS) return -1; \
        return real(path, flags, mode);                                                  \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                                     \
    int name(int folder_, const char *path, int flags, ...) {                            \
        REAL(name);                                                                      \
        va_list more; va_start(more, flags); int mode = va_arg(more, int); va_end(more); \
        if ((flags & (O_CREAT | O_TRUNC)) && reach("create", path, 0) != PASS) return -1; \
        return real(folder_, path, flags, mode);                                         \
    }
OPENAT(openat)
OPENAT(openat64)

ssize_t write(int file, const void *data, size_t size) {
    REAL(write);
    enum how how = reach_file("write", file, 1);
    if (how == FAIL) return -1;
    if (how == TORN) { real(file, data, size / 2); die(); }
    return real(file, data, size);
}

#define PWRITE(name, offset_type)                                                  \
    ssize_t name(int file, const void *data, size_t size, offset_type offset) {    \
        REAL(name);                                                                \
        enum how how = reach_file("write", file, 1);                               \
        if (how == FAIL) return -1;                                                \
        if (how == TORN) { real(file, data, size / 2, offset); die(); }            \
        return real(file, data, size, offset);                                     \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t writev(int file, const struct iovec *parts, int count) {
    REAL(writev);
    enum how how = reach_file("write", file, 1);
    if (how == FAIL) return -1;
    if (how == TORN) { real(file, parts, count / 2); die(); }
    return real(file, parts, count);
}

#define ON_FILE(name, call, data, arguments, passed)                \
    int name arguments {                                            \
        REAL(name);                                                 \
        return reach_file(call, file, data) != PASS ? -1 : real passed; \
    }
ON_FILE(fsync, "sync", 0, (int file), (file))
ON_FILE(fdatasync, "sync", 0, (int file), (file))
ON_FILE(ftruncate, "truncate", 0, (int file, off_t size), (file, size))
ON_FILE(ftruncate64, "truncate", 0, (int file, off64_t size), (file, size))
ON_FILE(fallocate, "allocate", 1, (int file, int mode, off_t from, off_t size), (file, mode, from, size))
ON_FILE(fallocate64, "allocate", 1, (int file, int mode, off64_t from, off64_t size), (file, mode, from, size))

#define ON_PATH(name, call, path, arguments, passed)             \
    int name arguments {                                         \
        REAL(name);                                              \
        return reach(call, path, 0) != PASS ? -1 : real passed;  \
    }
ON_PATH(rename, "rename", to, (const char *from, const char *to), (from, to))
ON_PATH(renameat, "rename", to, (int a, const char *from, int b, const char *to), (a, from, b, to))
ON_PATH(link, "link", to, (const char *from, const char *to), (from, to))
ON_PATH(linkat, "link", to, (int a, const char *from, int b, const char *to, int flags), (a, from, b, to, flags))
ON_PATH(unlink, "remove", path, (const char *path), (path))
ON_PATH(unlinkat, "remove", path, (int a, const char *path, int flags), (a, path, flags))
ON_PATH(mkdir, "mkdir", path, (const char *path, mode_t mode), (path, mode))
