// SPDX-License-Identifier: MIT
// commit FILE COUNT: write COUNT transactions of one row each to a new SQLite database, WAL and synchronous=FULL, as
// the daemon's store does for one submission. One line a commit: its wall time in ms. FILE is removed afterwards.
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double milliseconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int commit_rows(sqlite3* database, long count) {
    sqlite3_stmt* insert = NULL;
    unsigned char record[200];  // about what a job's record takes
    memset(record, 7, sizeof record);
    if (sqlite3_exec(database, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                               "CREATE TABLE job (id INTEGER PRIMARY KEY, ended INTEGER, record BLOB) STRICT;"
                               "CREATE INDEX by_end ON job (ended)", NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(database, "INSERT INTO job (ended, record) VALUES (?, ?)", -1, &insert, NULL) != SQLITE_OK) {
        return 0;
    }
    int done = 1;
    for (long i = 0; i < count && done; ++i) {
        const double before = milliseconds();
        sqlite3_bind_int64(insert, 1, i);
        sqlite3_bind_blob(insert, 2, record, sizeof record, SQLITE_STATIC);
        done = sqlite3_step(insert) == SQLITE_DONE && sqlite3_reset(insert) == SQLITE_OK;
        printf("%.4f\n", milliseconds() - before);
    }
    sqlite3_finalize(insert);
    return done;
}

int main(int argc, char** argv) {
    const long count = argc == 3 ? atol(argv[2]) : 0;
    if (count < 1) {
        fprintf(stderr, "Usage: commit FILE COUNT\n");
        return 2;
    }
    if (access(argv[1], F_OK) == 0) {
        fprintf(stderr, "commit: %s exists\n", argv[1]);
        return 2;
    }
    sqlite3* database = NULL;
    const int done = sqlite3_open(argv[1], &database) == SQLITE_OK && commit_rows(database, count);
    if (!done) fprintf(stderr, "commit: %s: %s\n", argv[1], sqlite3_errmsg(database));
    sqlite3_close(database);  // the last connection takes -wal and -shm away
    unlink(argv[1]);
    return !done;
}
