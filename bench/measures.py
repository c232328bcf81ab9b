# SPDX-License-Identifier: MIT
"""What is measured. Each measure is a function Bench -> rows; ours, the raw limit and real Slurm take turns in small
portions within it, so that noise of the machine meets all of them, and medians are compared."""
import os
import statistics
import subprocess
import time
from dataclasses import dataclass
from typing import Optional

from report import Row
from suite import Ours, Peer, USER

median = statistics.median


@dataclass
class Counts:
    rounds: int
    submissions: int      # sbatch calls, of each kind
    latencies: int
    jobs: int             # of a throughput run
    pending: int          # of squeue, scancel, sacct and memory
    repeats: int          # of throughput runs and of one listing
    peer_jobs: int        # of a throughput run of real Slurm, which is slow
    idle_s: int


FULL = Counts(rounds=10, submissions=200, latencies=40, jobs=1000, pending=10000, repeats=3, peer_jobs=200, idle_s=10)
QUICK = Counts(rounds=4, submissions=40, latencies=10, jobs=100, pending=1000, repeats=1, peer_jobs=20, idle_s=3)
# Without a state real Slurm's sacct leaves out jobs that were cancelled before they could start.
ENDED_STATES = ("--state=CANCELLED,COMPLETED", "--starttime=now-1hour", "--endtime=now")


@dataclass
class Bench:
    ours: Ours
    peer: Optional[Peer]
    helpers: str          # the directory of spawn and commit
    counts: Counts
    scratch: str

    def suites(self):
        return [self.ours] + ([self.peer] if self.peer else [])

    def spawn(self, count, *command, workers=1, suite=None):
        """(seconds for all, [wall ms], [when each ended])"""
        suite = suite or self.ours
        out = subprocess.run([os.path.join(self.helpers, "spawn"), "-w", str(workers), str(count), *command],
                             env=suite.env, cwd=suite.work_dir, stdout=subprocess.PIPE, text=True, check=True).stdout
        total, *lines = out.split("\n")[:-1]
        walls, ends = zip(*(map(float, line.split()) for line in lines))
        return float(total), list(walls), list(ends)

    def spawn_command(self, suite, count, name, *arguments, workers=1):
        return self.spawn(count, suite.command(name), *arguments, workers=workers, suite=suite)


def raw_limits(bench):
    """The machine alone: a process, a bash script, a durable row."""
    counts = bench.counts
    portion = max(1, counts.submissions // counts.rounds)
    true, script, one, two, commits = [], [], [], [], []
    for _ in range(counts.rounds):
        true += bench.spawn(portion, "/bin/true")[1]
        total, walls, _ = bench.spawn(portion, "/bin/bash", bench.ours.trivial)
        script += walls
        one.append(portion / total)
        two.append(portion / bench.spawn(portion, "/bin/bash", bench.ours.trivial, workers=2)[0])
        out = subprocess.run([os.path.join(bench.helpers, "commit"), os.path.join(bench.scratch, "raw.db"), "50"],
                             stdout=subprocess.PIPE, text=True, check=True).stdout
        commits += map(float, out.split())
    yield Row("posix_spawn of `/bin/true`", "ms", raw=median(true))
    yield Row("posix_spawn of `bash script`", "ms", raw=median(script))
    yield Row("`bash script`, 1 worker", "/s", raw=median(one))
    yield Row("`bash script`, 2 workers", "/s", raw=median(two))
    yield Row("a new file beside a thousand just removed", "ms", raw=new_file(bench))
    yield Row("SQLite commit of one row, WAL, FULL", "ms", raw=median(commits))


def new_file(bench, count=1000):
    """Every job makes an output file. Some file systems (ext4 without a journal) go through all that was removed lately
    before they give out an inode, which then takes longer than the job."""
    folder = os.path.join(bench.scratch, "files")
    os.makedirs(folder)
    for _ in range(2):
        began = time.monotonic()
        for i in range(count):
            open(os.path.join(folder, str(i)), "w").close()
        took = time.monotonic() - began
        for i in range(count):
            os.unlink(os.path.join(folder, str(i)))
    os.rmdir(folder)
    return took / count * 1e3


def submission(bench):
    """Held jobs: the way to an acknowledged, durable job and no more."""
    counts = bench.counts
    portion = max(8, counts.submissions // counts.rounds)
    walls = {key: [] for key in ("raw", "ours", "peer")}
    rates = {key: [] for key in ("raw", "ours", "peer")}
    for _ in range(counts.rounds):
        walls["raw"] += bench.spawn(portion, "/bin/true")[1]
        rates["raw"].append(portion / bench.spawn(portion, "/bin/true", workers=8)[0])
        for key, suite in zip(("ours", "peer"), bench.suites()):
            held = ("sbatch", "--hold", suite.trivial)
            walls[key] += bench.spawn_command(suite, portion, *held)[1]
            rates[key].append(portion / bench.spawn_command(suite, portion, *held, workers=8)[0])
    for suite in bench.suites():
        suite.drain()
    of = {key: median(values) if values else None for key, values in walls.items()}
    rate = {key: median(values) if values else None for key, values in rates.items()}
    yield Row("sbatch, one after another (raw: `/bin/true`)", "ms", **of, raw_limit=2.5, peer_limit=0.25)
    yield Row("sbatch, 8 at a time (raw: `/bin/true`)", "/s", **rate, more_is_better=True)


def latency(bench):
    """From sbatch having ended to the script's first line. The wait is a sleep longer than what is measured."""
    raw, found = [], {suite: [] for suite in bench.suites()}
    for i in range(bench.counts.latencies):
        raw += bench.spawn(1, "/bin/bash", bench.ours.first_line)[1]
        for suite in bench.suites():
            output = suite.path(f"first.{i}.out")
            ended = bench.spawn_command(suite, 1, "sbatch", f"--output={output}", suite.first_line)[2][0]
            found[suite].append((first_line_time(output) - ended) * 1e3)
            time.sleep(0.05)
    for suite in bench.suites():
        suite.drain()
        suite.clean()
    peer = median(found[bench.peer]) if bench.peer else None
    yield Row("sbatch's end to the script's first line (raw: `bash script`)", "ms", ours=median(found[bench.ours]),
              raw=median(raw), peer=peer, raw_limit=4)


def first_line_time(path, within_s=120):
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        time.sleep(0.1)
        try:
            with open(path) as file:
                return float(file.read())
        except (OSError, ValueError):
            continue
    raise SystemExit(f"bench: no job has written {path}")


def throughput(bench):
    """Trivial jobs that all wait behind one which holds the machine: from its cancellation to the first line of a job
    that waits for all of them. The output files are those which a job has by default."""
    for name, submit in (("separate jobs", submit_separate), ("tasks of an array", submit_array)):
        raw, rates = [], {suite: [] for suite in bench.suites()}
        for _ in range(bench.counts.repeats):
            for suite in bench.suites():
                count = bench.counts.jobs if suite is bench.ours else bench.counts.peer_jobs
                raw.append(script_rate(bench))
                rates[suite].append(release(bench, suite, count, submit))
                raw.append(script_rate(bench))
        peer = median(rates[bench.peer]) if bench.peer else None
        yield Row(f"{bench.counts.jobs} {name}, run (raw: `bash script`, 2 workers)", "/s", ours=median(rates[bench.ours]),
                  raw=median(raw), peer=peer, more_is_better=True, raw_limit=0.6, peer_limit=8)


def script_rate(bench):
    count = max(20, bench.counts.jobs // 5)
    return count / bench.spawn(count, "/bin/bash", bench.ours.trivial, workers=2)[0]


def submit_separate(bench, suite, count):
    bench.spawn_command(suite, count, "sbatch", "--job-name=trivial", suite.trivial, workers=2)


def submit_array(_, suite, count):
    suite.submit("--job-name=trivial", f"--array=1-{count}", suite.trivial)


def release(bench, suite, count, submit):
    holder = suite.submit("--exclusive", "--output=/dev/null", "--wrap=exec sleep 3600")
    while suite.run("squeue", "--noheader", "--format=%T", f"--jobs={holder}") != "RUNNING":
        time.sleep(0.1)
    submit(bench, suite, count)
    last = suite.path("last.out")
    suite.submit("--job-name=trivial", "--dependency=singleton", f"--output={last}", suite.first_line)
    before = time.time()
    suite.run("scancel", holder)
    took = first_line_time(last, within_s=60 + count) - before
    suite.drain()
    suite.clean()
    return count / took


def queue(bench):
    """Separate held jobs: listing, cancelling and keeping them; then the accounts of those that have ended. A daemon of
    its own, so that its memory is not what earlier measures have left."""
    bench.ours.start_anew()
    marks = sorted({max(1, bench.counts.pending // 10), bench.counts.pending})
    listed, empty = {}, {suite: memory_kb(suite) for suite in bench.suites()}
    held = 0
    for mark in marks:
        for suite in bench.suites():
            bench.spawn_command(suite, mark - held, "sbatch", "--hold", suite.trivial, workers=2)
        held = mark
        listed[mark] = timed(bench, "squeue")
    full = {suite: memory_kb(suite) for suite in bench.suites()}
    cancelled = {suite: bench.spawn_command(suite, 1, "scancel", f"--user={USER}")[1][0] for suite in bench.suites()}
    for suite in bench.suites():
        suite.drain()
    accounts = timed(bench, "sacct", "--allocations", *ENDED_STATES)
    for mark in marks:
        yield Row(f"squeue, {mark} pending (raw: `/bin/true`)", "ms", *listed[mark], peer_limit=1)
    yield Row(f"scancel of {held}", "ms", *in_order(bench, cancelled))
    yield Row(f"sacct -X, {held} and more ended (raw: `/bin/true`)", "ms", *accounts)
    yield Row("resident memory of the daemon, idle", "MB", *in_order(bench, empty, 1 / 1024), limit=20)
    yield Row(f"resident memory, {held} pending", "MB", *in_order(bench, full, 1 / 1024))
    grown = {suite: (full[suite] - empty[suite]) / held for suite in bench.suites()}
    yield Row("memory a pending job", "KB", *in_order(bench, grown), limit=2)


def listings(bench):
    """Of a queue of separate held jobs: all, one, one user's. Real Slurm's stay in its queue, since to cancel so many
    takes it half an hour; those of an earlier run count."""
    bench.ours.start_anew()
    pending = 5 * bench.counts.pending
    for suite in bench.suites():
        missing = pending - suite.live_jobs()
        if missing > 0:
            bench.spawn_command(suite, missing, "sbatch", "--hold", suite.trivial, workers=2)
    one = {suite: "--jobs=" + suite.run("squeue", "--noheader", "--format=%A", f"--user={USER}").split()[-1]
           for suite in bench.suites()}
    for what, words, limit in (("squeue", (), 0.5), (f"squeue -u {USER}", (f"--user={USER}",), 1 / 3),
                               ("squeue -j ID", (one,), 1 / 3)):
        yield Row(f"{what}, {pending} pending (raw: `/bin/true`)", "ms", *timed(bench, "squeue", *words), peer_limit=limit)
    bench.ours.drain()


def accounts(bench):
    """Of many stored jobs: one, and today's of their owner; and how fast jobs are submitted beside a listing of all.
    Real Slurm's rows are put there beforehand, as many, with the same owner."""
    stored = 100 * bench.counts.pending
    bench.ours.fill(os.path.join(bench.helpers, "fill"), stored)
    mine = f"--user={USER}"
    ids = ("--noheader", "--parsable2", "--allocations", "--format=JobID", mine)
    one = {suite: "--jobs=" + suite.run("sacct", *ids).split()[-1] for suite in bench.suites()}
    yield Row(f"sacct -j ID, {stored} stored (raw: `/bin/true`)", "ms", *timed(bench, "sacct", one),
              peer_limit=0.2)
    yield Row(f"sacct -S today -u {USER}, {stored} stored", "ms", *timed(bench, "sacct", "--starttime=today", mine),
              peer_limit=0.2)
    yield Row("sbatch beside a sacct of all of them (raw: alone)", "/s", *beside_sacct(bench), more_is_better=True,
              raw_limit=0.8)


def beside_sacct(bench):
    """(rate of ours, rate of ours alone, none of real Slurm's). As many as a listing of all lasts for: its first
    milliseconds are not what is asked about."""
    beside = bench.counts.submissions
    rates = {True: [], False: []}
    for _ in range(bench.counts.rounds):
        for busy in (False, True):
            command = [bench.ours.command("sacct"), "--allusers", "--starttime=2000-01-01"]
            reader = subprocess.Popen(command, env=bench.ours.env, stdout=subprocess.DEVNULL) if busy else None
            rates[busy].append(beside / bench.spawn_command(bench.ours, beside, "sbatch", "--hold", bench.ours.trivial)[0])
            if reader:
                reader.kill()
                reader.wait()
    bench.ours.drain()
    return median(rates[True]), median(rates[False]), None


def in_order(bench, values, scale=1):
    """(ours, raw, peer) as Row has them"""
    return values[bench.ours] * scale, None, values[bench.peer] * scale if bench.peer else None


def timed(bench, name, *arguments):
    """Arguments that differ between the suites come as a mapping."""
    raw, walls = [], {suite: [] for suite in bench.suites()}
    for _ in range(3 * bench.counts.repeats):
        raw += bench.spawn(2, "/bin/true")[1]
        for suite in bench.suites():
            words = [word if isinstance(word, str) else word[suite] for word in arguments]
            walls[suite] += bench.spawn_command(suite, 2, name, *words)[1]
    ours, _, peer = in_order(bench, {suite: median(values) for suite, values in walls.items()})
    return ours, median(raw), peer


def memory_kb(suite):
    with open(f"/proc/{suite.daemon_pid()}/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))


def idle(bench):
    """Times that a thread of the daemon, or a process it keeps, slept and was woken while nothing was asked of it."""
    for suite in bench.suites():
        suite.run("squeue")
    time.sleep(2)
    before = {suite: switches(suite) for suite in bench.suites()}
    time.sleep(bench.counts.idle_s)
    woken = {suite: switches(suite) - before[suite] for suite in bench.suites()}
    yield Row(f"wake-ups of the idle daemon in {bench.counts.idle_s} s", "", *in_order(bench, woken), limit=1)


def switches(suite):
    total = 0
    for pid in suite.processes():
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/status") as file:
                total += next(int(line.split()[1]) for line in file if line.startswith("voluntary"))
    return total


# Idle comes first: nothing has yet left a timer behind.
MEASURES = {"idle": idle, "raw": raw_limits, "submission": submission, "latency": latency, "throughput": throughput,
            "queue": queue, "listings": listings, "accounts": accounts}
