"""docker-monitor as a victim: killed and started again with the same data, under strace, with a
false clock, with too little memory, disk or descriptors."""

import contextlib
import glob
import os
import signal
import subprocess
import time

from support import monitor, waiting

FALSE_CLOCK = "".join(glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")[:1])
MEMORY_GROUPS = "/sys/fs/cgroup/memory"


class Program(monitor.Monitor):
    """A docker-monitor with a data directory that outlives each of its runs."""

    def __init__(self, *arguments, **more):
        super().__init__(*arguments, **more)
        self.data = f"{self.folder}/data"
        os.makedirs(self.data, exist_ok=True)
        self.plain = list(self.command)
        self.group = None

    def under(self, *prefix):
        """The next start is by this command in front, which must exec or leave the pid to it."""
        self.command = [*prefix, *self.plain]

    def traced(self, *injections, threads=True):
        """The next start is under strace, which tampers with system calls: `fdatasync:error=EIO`,
        `write:signal=KILL:when=7`. The tracer is a grandchild, so signals reach the program."""
        calls = ",".join(injection.split(":")[0] for injection in injections)
        options = [part for injection in injections for part in ("-e", f"inject={injection}")]
        self.under("strace", "-D", "-qq", *(["-f"] if threads else []),
                   "-o", "/dev/null", "-e", f"trace={calls}", *options)

    def kill(self):
        """kill -9."""
        self.process.kill()
        self.process.wait()

    def ended(self):
        """Whether it has ended, by whatever."""
        return self.process.poll() is not None

    def restart(self):
        """Starts again with the same data; returns the seconds until it served."""
        began = time.monotonic()
        self.start()
        return time.monotonic() - began

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def false_clock(self):
        """From the next start on, its wall clock is ours plus what step() says."""
        self.step(0)
        self.environment |= {"LD_PRELOAD": FALSE_CLOCK, "FAKETIME_NO_CACHE": "1",
                             "FAKETIME_TIMESTAMP_FILE": f"{self.folder}/clock",
                             "FAKETIME_DONT_FAKE_MONOTONIC": "1"}

    def step(self, seconds):
        with open(f"{self.folder}/clock.new", "w", encoding="ascii") as file:
            file.write(f"{seconds:+d}\n")
        os.rename(f"{self.folder}/clock.new", f"{self.folder}/clock")

    def limit_memory(self, size):
        """From the next start on it has so many bytes of memory and no swap, by a cgroup."""
        self.group = f"{MEMORY_GROUPS}/{os.path.basename(self.folder)}"
        os.mkdir(self.group)
        self.shrink_memory(size)
        self.under("/bin/sh", "-c", f'echo $$ >{self.group}/cgroup.procs && exec "$@"', "sh")

    def shrink_memory(self, size):
        """Changes the limit; what is used beyond is taken back, or the program is killed."""
        with contextlib.suppress(OSError):  # it says busy if it cannot take it back
            with open(f"{self.group}/memory.limit_in_bytes", "w", encoding="ascii") as file:
                file.write(str(size))

    def group_figure(self, name):
        with open(f"{self.group}/{name}", encoding="ascii") as file:
            return int(file.read())

    def resident(self):
        """Bytes of memory in use, and the most there ever were."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
            figures = dict(line.split(":", 1) for line in file if ":" in line)
        return tuple(int(figures[name].split()[0]) * 1024 for name in ("VmRSS", "VmHWM"))

    def data_on_tmpfs(self, size):
        """Its data directory is a file system of so many bytes."""
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", self.data],
                       check=True, capture_output=True)

    def remount(self, how):
        """`ro` or `rw`; a file system with open files becomes read-only only lazily elsewhere,
        a bind mount at once."""
        subprocess.run(["mount", "-o", f"remount,{how}", self.data], check=True,
                       capture_output=True)

    def database(self):
        """The largest file below the data directory: what holds the outbox."""
        files = [os.path.join(here, name) for here, _, names in os.walk(self.data)
                 for name in names if not name.endswith(("-wal", "-shm"))]
        return max(files, key=os.path.getsize)

    def sinks(self):
        """The API's list of sinks, by kind."""
        answer = self.get("/docker-monitor/api/v2/sinks")
        if answer.status != 200:
            raise AssertionError(f"sinks: {answer.status} {answer.body}")
        return {sink["kind"]: sink for sink in answer.json()}

    def wait_sink(self, kind, condition, seconds, what):
        """Waits until the API's entry of a sink satisfies a condition."""
        waiting.until(lambda: condition(self.sinks()[kind]), seconds,
                      lambda: f"{what}: {self.sinks()[kind]}")

    def close(self):
        if self.process and self.process.poll() is None:
            self.thaw()
        super().close()
        if self.group:
            waiting.until(self.remove_group, 5, f"{self.group} is still in use")

    def remove_group(self):
        try:
            os.rmdir(self.group)
        except FileNotFoundError:
            pass
        except OSError:
            return False
        return True
