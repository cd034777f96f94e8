"""Ends the server at every durability system call once, and looks whether what it said still holds.

    cargo build -p handover-cli
    python3 tests/kill_each_call.py [--most 40] [--program target/debug/handover]

Needs strace; without it the script says so and ends with 0. For each kind of call and each number n, a server is
started under strace that sends it SIGKILL at the n-th such call of a thread; a package of five cases is sent; the server
is started again without strace. Then everything must be as `kill_loop.py` has it after a round. A kind is done when
a transfer goes through without a kill, or after `--most` calls. Faults F1, promises P1 to P3.
"""

import argparse
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

from carrier_world import ROOT, World, wait
from kill_loop import check, forget

CALLS = ("fsync", "fdatasync", "rename", "unlink", "pwrite64", "write", "sendto", "writev", "ftruncate", "openat")


def transfer(world, files, config, call, number):
    """A transfer in which the server ends at a call; returns whether it did, and the server that runs then."""
    server = world.serve(config, workers=1, allow_no_start=True, before=(
        "strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}",
        "-e", f"inject={call}:signal=SIGKILL:when={number}"))
    is_killed = server is None
    sender = None
    if not is_killed:
        sender = world.send(files, "receipts", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        while sender.poll() is None and server.poll() is None:
            wait(sender, 0.05)
        is_killed = server.poll() is not None
        if not is_killed:
            world.stop_traced(server)
    server = world.serve(config)
    if sender is not None and wait(sender, 120) != 0:
        sys.exit(f"{call} {number}: the sender gave up: {sender.stderr.read().decode(errors='replace')}")
    if sender is None:
        world.send(files, "receipts", stdout=subprocess.DEVNULL).wait()
    return is_killed, server


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=40, help="calls of one kind")
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "target/debug/handover")
    arguments = parser.parse_args()
    if shutil.which("strace") is None:
        print("SKIPPED kill_each_call: strace is not here")
        return
    kills, lost, double = 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        world = World(pathlib.Path(folder).resolve(), arguments.program)
        files = world.seal(1, 5)
        for call in CALLS:
            for number in range(1, arguments.most + 1):
                config = world.configure(f"data-{call}-{number}")
                forget(world, files)
                is_killed, server = transfer(world, files, config, call, number)
                more_lost, more_double = check(world, files, config, server, f"{call} {number}")
                lost, double = lost + more_lost, double + more_double
                if not is_killed:
                    break
                kills += 1
    print(f"{kills} kills at {len(CALLS)} kinds of calls: {lost} lost, {double} double, receipts byte-identical")
    sys.exit(1 if lost or double or kills < 20 else 0)


if __name__ == "__main__":
    main()
