"""Cuts the power at random moments, and looks whether everything that was receipted is there.

    cargo build -p handover-cli
    python3 tests/power_cut.py 300 [--packages 200] [--cases 10] [--unsynced] [--program target/debug/handover]

Needs a loop device and the right to mount; without them the script says so and ends with 0. The server keeps its data
on an ext4 file system in an image file. While a sender sends, the server is halted (SIGSTOP) at a random moment, and
the image is copied as soon as nothing is written to it any more: what a process wrote without syncing is not in it,
as after a power cut. Beside it the receipts are noted that the sender has then. After the transfer each copy is
mounted, a server started on it at another time of day, and then: every receipted package is there and is byte for byte
what was sealed, nothing half is, and a further `send` gives the same receipts. Rounds go on until so many cuts were made.

With `--unsynced` the system only says that it synced: then the script must find losses, or it proves nothing.
Promises P1 to P3, fault F4.
"""

import argparse
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from carrier_world import LATER, ROOT, World, wait
from kill_loop import forget, receipts_in

LEN = 192 << 20


class Image:
    """An ext4 file system in a file."""

    def __init__(self, path, at):
        self.path, self.at = path, at

    def make(self):
        with open(self.path, "wb") as image:
            image.truncate(LEN)
        subprocess.run(["mkfs.ext4", "-q", "-F", self.path], check=True)

    def mount(self):
        self.at.mkdir(exist_ok=True)
        done = subprocess.run(["mount", "-o", "loop", self.path, self.at], capture_output=True, text=True)
        return done.returncode == 0

    def unmount(self):
        subprocess.run(["umount", self.at], check=False, capture_output=True)

    def snapshot(self, to):
        """A copy of a moment in which nothing was written."""
        def stamp():
            status = os.stat(self.path)
            return status.st_mtime_ns, status.st_blocks

        while True:
            before = stamp()
            subprocess.run(["cp", "--sparse=always", self.path, to], check=True)
            if stamp() == before:
                return
            time.sleep(0.01)


def server_process(server):
    """The server itself, if it was started under strace."""
    children = pathlib.Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    return int(children[0]) if children else server.pid


def round_of_cuts(world, files, image, cuts, before):
    """One transfer with cuts; returns the copies, each with the receipts that the sender had."""
    image.make()
    if not image.mount():
        return None
    copies = []
    try:
        server = world.serve(world.configure("disk/data"), before=before)
        process = server_process(server)
        sender = world.send(files, "receipts", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while len(copies) < cuts and wait(sender, random.uniform(0, 0.15)) is None:
            os.kill(process, signal.SIGSTOP)
            receipts = receipts_in(world.work / "receipts")
            copy = world.work / f"copy-{len(copies)}"
            image.snapshot(copy)
            copies.append((copy, receipts))
            os.kill(process, signal.SIGCONT)
        if wait(sender, 120) != 0:
            sys.exit("the sender is not done")
        os.kill(process, signal.SIGKILL)
        server.wait()
    finally:
        image.unmount()
    return copies


def look(world, files, by_receipt, copy, receipts, at):
    """What a copy holds: how many receipted packages are lost, double or changed."""
    image = Image(copy, at)
    if not image.mount():
        sys.exit("a copy cannot be mounted")
    try:
        server = world.serve(world.configure("disk/data"), at=LATER, allow_no_start=not receipts)
        if server is None:
            return 0, 0
        told = world.call("fetch", "--all", "--to", "fetched", "--identity", "recipient", "--json", *world.trust)
        fetched = [(world.work / entry["file"]).read_bytes() for entry in json.loads(told)["fetched"]]
        shutil.rmtree(world.work / "fetched")
        sealed = {file.read_bytes() for file in files}
        if any(package not in sealed for package in fetched):
            sys.exit("a package is not what was sealed")
        promised = [by_receipt[name] for name in receipts]
        lost = sum(1 for file in promised if file.read_bytes() not in fetched)
        if promised and not lost:
            sender = world.send(promised, "again", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            if wait(sender, 120) != 0 or receipts_in(world.work / "again") != receipts:
                sys.exit("a receipt is another one than before the power was cut")
            shutil.rmtree(world.work / "again")
        server.kill()
        server.wait()
        stray = list((at / "data").rglob("*#*"))
        if stray:
            sys.exit(f"half files are left: {stray}")
        return lost, len(fetched) - len(set(fetched))
    finally:
        image.unmount()


def whose(world, files):
    """Which package each receipt is about, by the receipt's name: signed at the same time it has the same bytes."""
    server = world.serve(world.configure("probe"))
    (world.work / "told").mkdir()
    told = world.call("send", *files, "--to", "told", "--identity", "sender", "--json", *world.trust)
    server.kill()
    server.wait()
    forget(world, files)
    stored = json.loads(told)["stored"]
    return {pathlib.Path(entry["receipt"]).name: world.work / entry["file"] for entry in stored}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cuts", type=int)
    parser.add_argument("--packages", type=int, default=200)
    parser.add_argument("--cases", type=int, default=10, help="of each package")
    parser.add_argument("--per-round", type=int, default=15)
    parser.add_argument("--unsynced", action="store_true")
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "target/debug/handover")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    arguments = parser.parse_args()
    random.seed(arguments.seed)
    before = ()
    if arguments.unsynced:
        before = ("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync",
                  "-e", "inject=fsync,fdatasync:retval=0")
    cuts, rounds, promised, with_some, lost, double = 0, 0, 0, 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder).resolve()
        world = World(work, arguments.program)
        files = world.seal(arguments.packages, arguments.cases)
        image = Image(work / "image", work / "disk")
        by_receipt = whose(world, files)
        while cuts < arguments.cuts:
            forget(world, files)
            copies = round_of_cuts(world, files, image, min(arguments.per_round, arguments.cuts - cuts), before)
            if copies is None:
                print("SKIPPED power_cut: no file system can be mounted here")
                return
            rounds += 1
            for copy, receipts in copies:
                more_lost, more_double = look(world, files, by_receipt, copy, receipts, work / "disk")
                lost, double = lost + more_lost, double + more_double
                promised, with_some = promised + len(receipts), with_some + bool(receipts)
                copy.unlink()
            cuts += len(copies)
    print(f"seed {arguments.seed}: {cuts} power cuts in {rounds} transfers of {arguments.packages} packages of "
          f"{arguments.cases} cases ({with_some} when there were receipts): {promised} receipts, {lost} lost, "
          f"{double} double, receipts byte-identical")
    if arguments.unsynced and not lost:
        sys.exit("nothing is lost though nothing was synced: the script proves nothing")
    sys.exit(1 if (lost or double) and not arguments.unsynced else 0)


if __name__ == "__main__":
    main()
