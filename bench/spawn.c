// SPDX-License-Identifier: MIT
// spawn [-w WORKERS] COUNT COMMAND [ARG...]: start COMMAND COUNT times by posix_spawn, WORKERS at a time (1), and wait
// for each. First line: the seconds that all of it took. Then a line a start, in order: its wall time in ms and the
// seconds since the epoch at which it had ended. COMMAND's standard output is thrown away; any failure of it is ours.
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char** environ;

struct sample {
    double wall_ms;
    double ended;
};

// Shared by the workers, which are processes: a thread's spawn would take the locks of the others.
struct shared {
    atomic_long next;
    atomic_long failed;
    struct sample samples[];
};

static double seconds(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int start_and_wait(char** command, const posix_spawn_file_actions_t* actions) {
    pid_t pid;
    int status;
    const int error = posix_spawnp(&pid, command[0], actions, NULL, command, environ);
    if (error != 0) {
        fprintf(stderr, "spawn: %s: %s\n", command[0], strerror(error));
        return 0;
    }
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void work(struct shared* shared, long count, char** command) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    for (long i; (i = atomic_fetch_add(&shared->next, 1)) < count;) {
        const double before = seconds(CLOCK_MONOTONIC);
        if (!start_and_wait(command, &actions)) atomic_fetch_add(&shared->failed, 1);
        shared->samples[i].wall_ms = (seconds(CLOCK_MONOTONIC) - before) * 1e3;
        shared->samples[i].ended = seconds(CLOCK_REALTIME);
    }
    posix_spawn_file_actions_destroy(&actions);
}

static double run_workers(struct shared* shared, long workers, long count, char** command) {
    const double before = seconds(CLOCK_MONOTONIC);
    for (long i = 1; i < workers; ++i) {
        const pid_t pid = fork();
        if (pid == 0) {
            work(shared, count, command);
            _exit(0);
        }
        if (pid < 0) perror("spawn: fork");
    }
    work(shared, count, command);
    while (wait(NULL) > 0) {
    }
    return seconds(CLOCK_MONOTONIC) - before;
}

int main(int argc, char** argv) {
    long workers = 1;
    for (int option; (option = getopt(argc, argv, "+w:")) != -1;) workers = option == 'w' ? atol(optarg) : 0;
    const long count = optind < argc ? atol(argv[optind]) : 0;
    if (workers < 1 || count < 1 || optind + 1 >= argc) {
        fprintf(stderr, "Usage: spawn [-w WORKERS] COUNT COMMAND [ARG...]\n");
        return 2;
    }
    const size_t size = sizeof(struct shared) + (size_t)count * sizeof(struct sample);
    struct shared* shared = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) {
        perror("spawn: mmap");
        return 1;
    }
    printf("%.6f\n", run_workers(shared, workers, count, argv + optind + 1));
    for (long i = 0; i < count; ++i) printf("%.4f %.6f\n", shared->samples[i].wall_ms, shared->samples[i].ended);
    const long failed = atomic_load(&shared->failed);
    if (failed > 0) fprintf(stderr, "spawn: %ld of %ld failed: %s\n", failed, count, argv[optind + 1]);
    return failed > 0;
}
