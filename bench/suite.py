# SPDX-License-Identifier: MIT
"""A set of Slurm commands and where they work: ours with a user daemon of its own, or the real ones as they are set up."""
import glob
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import time

USER = pwd.getpwuid(os.getuid()).pw_name
COMMANDS = ("sbatch", "squeue", "scancel", "sacct", "scontrol")
TRIVIAL = "#!/bin/bash\ntrue\n"
FIRST_LINE = "#!/bin/bash\necho $EPOCHREALTIME\n"
LIVE = "PENDING,RUNNING,COMPLETING,CONFIGURING,SUSPENDED"


class Suite:
    """The commands in one directory, run with one environment in one working directory."""

    def __init__(self, bin_dir, env, work_dir):
        self.bin_dir, self.env, self.work_dir = bin_dir, env, work_dir
        missing = [name for name in COMMANDS if not os.access(self.command(name), os.X_OK)]
        if missing:
            raise SystemExit(f"bench: not in {bin_dir}: {' '.join(missing)}")
        os.makedirs(work_dir, exist_ok=True)
        self.trivial = self.script("trivial.sh", TRIVIAL)
        self.first_line = self.script("first_line.sh", FIRST_LINE)

    def command(self, name):
        return os.path.join(self.bin_dir, name)

    def path(self, name):
        return os.path.join(self.work_dir, name)

    def script(self, name, text):
        with open(self.path(name), "w") as file:
            file.write(text)
        os.chmod(self.path(name), 0o755)
        return self.path(name)

    def run(self, name, *arguments):
        """Its standard output; a failure ends the bench."""
        done = subprocess.run([self.command(name), *arguments], env=self.env, cwd=self.work_dir, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if done.returncode != 0:
            raise SystemExit(f"bench: {self.command(name)} {' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout.strip()

    def submit(self, *arguments):
        return self.run("sbatch", "--parsable", *arguments)

    def live_jobs(self):
        return len(self.run("squeue", "--noheader", "--format=%A", f"--user={USER}", f"--states={LIVE}").split())

    def drain(self):
        self.run("scancel", f"--user={USER}")
        while self.live_jobs():
            time.sleep(0.2)

    def clean(self):
        for file in glob.glob(self.path("*.out")):
            os.unlink(file)


class Ours(Suite):
    """A daemon that the first command starts, in a home that goes away with the bench."""

    def __init__(self, prefix, home):
        if os.path.exists("/run/msd/msd.sock"):
            raise SystemExit("bench: a system daemon runs on this machine, the commands would find it: stop it first")
        self.prefix = os.path.realpath(prefix)
        foreign = re.compile("(SLURM|SBATCH|SQUEUE|SCANCEL|SACCT|SCONTROL|MSD)_")
        env = {name: value for name, value in os.environ.items() if not foreign.match(name)}
        places = {"HOME": "home", "XDG_STATE_HOME": "state", "XDG_RUNTIME_DIR": "run", "XDG_CONFIG_HOME": "config"}
        for variable, folder in places.items():
            env[variable] = os.path.join(home, folder)
            os.makedirs(env[variable], mode=0o700)
        super().__init__(os.path.join(self.prefix, "bin"), env, os.path.join(home, "work"))

    def daemon_pid(self):
        try:
            with open(os.path.join(self.env["XDG_STATE_HOME"], "msd", "msd.pid")) as file:
                return int(file.read())
        except (OSError, ValueError):
            return None

    def processes(self):
        """Every process of this daemon: msd, its zygote, shepherds."""
        home = ("XDG_STATE_HOME=" + self.env["XDG_STATE_HOME"]).encode()
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/environ", "rb") as file:
                    ours = home in file.read().split(b"\0")
                if ours and os.readlink(f"/proc/{pid}/exe").startswith(self.prefix + "/"):
                    found.append(int(pid))
            except OSError:
                continue
        return found

    def stop(self):
        """Jobs, daemon and shepherds gone; what does not go within ten seconds is killed and told of."""
        if not self.processes():
            return
        for command in (("scancel", f"--user={USER}"), ("scontrol", "shutdown")):
            subprocess.run([self.command(command[0]), *command[1:]], env=self.env, check=False,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while self.processes() and time.monotonic() < deadline:
            time.sleep(0.05)
        for pid in self.processes():
            print(f"bench: process {pid} had to be killed", file=sys.stderr)
            os.kill(pid, signal.SIGKILL)

    def start_anew(self):
        """A daemon that knows of nothing."""
        self.stop()
        shutil.rmtree(os.path.join(self.env["XDG_STATE_HOME"], "msd"), ignore_errors=True)
        self.run("squeue")


    def fill(self, program, count):
        """Ended jobs of this user, as the daemon writes them, into a database of its own."""
        self.start_anew()
        self.stop()
        database = glob.glob(os.path.join(self.env["XDG_STATE_HOME"], "msd", "*.db"))
        subprocess.run([program, *database, str(count), str(int(time.time())), str(os.getuid()), USER], check=True)
        self.run("squeue")


class Peer(Suite):
    """Real Slurm, up and configured by whoever asks for the comparison; its environment is ours, SLURM_CONF included."""

    def __init__(self, path, work_dir):
        found = shutil.which("sbatch", path=path)
        if not found:
            raise SystemExit(f"bench: no sbatch in {path}")
        super().__init__(os.path.dirname(found), dict(os.environ), work_dir)

    def daemon_pid(self):
        named = re.search(r"^SlurmctldPidFile\s*=\s*(\S+)", self.run("scontrol", "show", "config"), re.M)
        with open(named.group(1)) as file:
            return int(file.read())

    def processes(self):
        return [self.daemon_pid()]
