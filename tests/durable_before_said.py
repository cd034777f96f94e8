"""Watches the server's system calls: nothing is answered while a file or folder is unsynced.

    cargo build -p handover-cli
    python3 tests/durable_before_said.py [--packages 4] [--cases 20] [--program target/debug/handover]

Needs strace; without it the script says so and ends with 0. One sender, one request at a time, one worker: so
whatever leaves on a connection comes after what was written before it. Each write to a file below the data folder
makes the file dirty until fsync or fdatasync of it; each file made, renamed or removed makes its folder dirty until
fsync of that. A send on a connection while anything is dirty is a fault. Promise P1, fault F5.
"""

import argparse
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile

from carrier_world import ROOT, World

CALLS = "openat,write,pwrite64,writev,pwritev,sendto,sendmsg,fsync,fdatasync,rename,renameat,renameat2,unlink," \
        "unlinkat,mkdir,mkdirat,link,linkat,ftruncate"
# `-y` writes the path of a descriptor beside it.
LINE = re.compile(r"^\d+ +[\d.]+ (\w+)\((.*)\) += (-?\d+)")
PATH = re.compile(r"\d+<([^<>]*)>")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


def joined(lines):
    """Calls that strace tells in two lines, because another thread came between, as one: at their end."""
    begun = {}
    for line in lines:
        thread = line.split(" ", 1)[0]
        if line.rstrip().endswith("<unfinished ...>"):
            begun[thread] = line.rstrip().removesuffix("<unfinished ...>").rstrip()
        elif "resumed>" in line and thread in begun:
            yield begun.pop(thread) + line.split("resumed>", 1)[1]
        else:
            yield line


class Disk:
    """What is not synced yet below a folder."""

    def __init__(self, folder):
        self.folder, self.dirty, self.syncs, self.sends, self.faults = str(folder), set(), 0, 0, []

    def inside(self, path):
        # What readers and writers of the database share is memory, not data: it is made anew after a crash.
        return path.startswith(self.folder + "/") and not path.endswith("-shm")

    def entry(self, path):
        if self.inside(path):
            self.dirty.add(os.path.dirname(path))

    def call(self, name, arguments, line):
        descriptor = PATH.match(arguments)
        path = descriptor.group(1) if descriptor else ""
        names = [os.path.join(self.folder, "..", text) if not text.startswith("/") else text
                 for text in QUOTED.findall(arguments)]
        names = [os.path.normpath(text) for text in names]
        if name in ("fsync", "fdatasync"):
            self.syncs += 1
            self.dirty.discard(path)
        elif name == "openat" and "O_CREAT" in arguments and names:
            # Made, or there before: to take it for made asks for a sync too many, never one too few.
            if names[0] not in self.known:
                self.known.add(names[0])
                self.entry(names[0])
        elif name.startswith(("rename", "link")):
            for text in names:
                self.entry(text)
            if len(names) == 2 and names[0] in self.dirty:
                self.dirty.discard(names[0])
                self.dirty.add(names[1])
        elif name.startswith(("unlink", "mkdir")):
            # What was removed but comes back after a crash counts for nothing: no row speaks of it.
            for text in names:
                self.dirty.discard(text)
                if name.startswith("mkdir"):
                    self.entry(text)
        elif "socket:" in path or "TCP:" in path:
            if name in ("write", "writev", "sendto", "sendmsg"):
                self.sends += 1
                if self.dirty:
                    self.faults.append((sorted(self.dirty), line))
        elif self.inside(path) and name != "openat":
            self.dirty.add(path)

    known = set()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=int, default=4)
    parser.add_argument("--cases", type=int, default=20)
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "target/debug/handover")
    arguments = parser.parse_args()
    if shutil.which("strace") is None:
        print("SKIPPED durable_before_said: strace is not here")
        return
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder).resolve()
        world = World(work, arguments.program)
        files = world.seal(arguments.packages, arguments.cases)
        config = world.configure("data")
        # Opened once, so that what is watched is the carrying.
        server = world.serve(config)
        server.send_signal(signal.SIGTERM)
        server.wait()
        trace = work / "trace"
        server = world.serve(config, workers=1, before=(
            "strace", "-f", "-y", "-ttt", "-s", "256", "-e", f"trace={CALLS}", "-o", str(trace)))
        for file in files:
            sender = world.send([file], "receipts", stdout=subprocess.DEVNULL)
            if sender.wait() != 0:
                sys.exit("a package was not sent")
        world.stop_traced(server)
        disk = Disk(work / "data")
        disk.known.update(str(path) for path in (work / "data").rglob("*") if path.name.startswith("ledger"))
        for line in joined(trace.read_text(errors="replace").splitlines()):
            called = LINE.match(line)
            if called and int(called.group(3)) >= 0:
                disk.call(called.group(1), called.group(2), line)
    for dirty, line in disk.faults[:5]:
        print(f"sent while unsynced: {dirty}\n  {line}")
    print(f"{arguments.packages} packages of {arguments.cases} cases: {disk.sends} sends, {disk.syncs} syncs, "
          f"{len(disk.faults)} sends while something was unsynced")
    if disk.sends < 10 * arguments.packages // 2 or disk.syncs < 4 * arguments.packages:
        sys.exit("the trace does not show a transfer: the script must be mended")
    sys.exit(1 if disk.faults else 0)


if __name__ == "__main__":
    main()
