"""Lets each system call of the server fail once, and looks whether it still says nothing that is not so.

    cargo build -p handover-cli
    python3 tests/fail_each_call.py [--most 12] [--only fsync:EIO,openat:EMFILE] [--program target/debug/handover]

Needs strace; without it the script says so and ends with 0. For each kind of call with each error, and each number
n, a server is started under strace that lets the n-th such call of a thread fail; a package of five cases is sent.
Either the transfer goes through, or the server tells clearly that it cannot (it does not start, code 3; or 507 and
no receipt) and the same sender gets through once the server was started again. Then everything must be as
`kill_loop.py` has it after a round. Never:

- a panic, or an end by itself once it listens;
- a receipt after a file failed to be synced, unless that was another file: what a failed `fsync` was about may be lost
  although the next one says that it is well.

A kind is done when a transfer goes through without its call having failed, or after `--most` calls. Fault F2.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from canaries import hunt
from carrier_world import ROOT, World, wait
from kill_loop import check, forget, receipts_in

FAILURES = (
    ("fsync", "EIO"), ("fsync", "ENOSPC"), ("fsync", "EINTR"), ("fdatasync", "EIO"), ("fdatasync", "ENOSPC"),
    ("write", "EIO"), ("write", "ENOSPC"), ("write", "EINTR"), ("pwrite64", "EIO"), ("pwrite64", "ENOSPC"),
    ("pwrite64", "EINTR"), ("rename", "EIO"), ("rename", "ENOSPC"), ("link", "EIO"), ("link", "ENOSPC"),
    ("ftruncate", "EIO"), ("openat", "EMFILE"), ("openat", "EIO"), ("openat", "EINTR"), ("openat", "ENOSPC"),
    ("accept4", "EMFILE"),
)
# How long a sender may need where nothing failed for good, in seconds.
SOON = 3
CALLED = re.compile(r"(?:fsync|fdatasync)\(\d+<([^<>]*)>\) += (-?\d+)")
REMOVED = re.compile(r'unlink(?:at)?\(.*"([^"]*)".* = 0')


def synced_after_failure(trace):
    """Files whose synchronisation failed, and then is said to have gone well."""
    failed, wrong = set(), []
    for line in trace.splitlines():
        if removed := REMOVED.search(line):
            # Another one of that name is another file.
            failed = {path for path in failed if not path.endswith(removed.group(1))}
        called = CALLED.search(line)
        if called is None:
            continue
        path, outcome = called.groups()
        if outcome != "0":
            # Interrupted, it was not done and may be done again. Entries of folders are in the file system's journal,
            # which does not forget them when it has no room; it may when the disk fails.
            is_shelf = "/parts/" in path and os.path.isdir(path)
            if "EINTR" not in line and (not os.path.isdir(path) or is_shelf and "EIO" in line):
                failed.add(path)
        elif path in failed:
            wrong.append(path)
    return wrong


def end(server):
    """Pulls the plug of a server under strace; the code with which it had ended by itself, if it had."""
    code = server.poll()
    if code is None:
        for child in pathlib.Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split():
            subprocess.run(["kill", "-KILL", child], check=False)
        server.wait()
    return code


def transfer(world, files, config, call, error, number):
    """A transfer in which a call fails; whether it did, what came of it, and the server that runs then."""
    what = f"{call} {error} {number}"
    trace = world.work / "trace"
    traced = ",".join(sorted({"fsync", "fdatasync", "unlink", "unlinkat", call}))
    log_before = (world.work / "server.log").stat().st_size if (world.work / "server.log").exists() else 0
    server = world.serve(config, workers=1, allow_no_start=True, before=(
        "strace", "-f", "-y", "-qq", "-o", str(trace), "-e", f"trace={traced}",
        "-e", f"inject={call}:error={error}:when={number}"))
    outcome = "went through"
    sender = None
    if server is None:
        outcome = "did not start"
    else:
        sender = world.send(files, "receipts", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        code = wait(sender, SOON)
        if code is None:
            outcome = "refused until started again"
            if receipts_in(world.work / "receipts"):
                sys.exit(f"{what}: a receipt, though the sender is not done")
        elif code != 0:
            sys.exit(f"{what}: the sender gave up: {sender.stderr.read().decode(errors='replace')}")
        code = end(server)
        if re.search(r"anon_inode.*INJECTED", trace.read_text(errors="replace")):
            # Threads wake each other by it. It cannot fail like this, and the runtime does not go on.
            outcome = "no file, not counted"
        elif code == 3 and "standard output cannot be written" in (world.work / "server.log").read_text()[log_before:]:
            outcome = "did not start"
        elif code is not None:
            sys.exit(f"{what}: the server ended by itself ({code})")
    text = trace.read_text(errors="replace")
    told = (world.work / "server.log").read_bytes()[log_before:].decode(errors="replace")
    if outcome != "no file, not counted" and ("panicked" in told or "our bug" in told):
        sys.exit(f"{what}: {told[-600:]}")
    if server is None and "What to do" not in told and len(told.splitlines()) < 2:
        sys.exit(f"{what}: it does not start, and does not say why: {told}")
    # One that does not start gives no receipt; SQLite then rolls back what nobody was told of.
    wrong = synced_after_failure(text) if outcome != "did not start" else []
    if wrong:
        sys.exit(f"{what}: synced again as if nothing had failed: {wrong}")
    has_failed = "INJECTED" in text
    server = world.serve(config)
    if sender is None:
        sender = world.send(files, "receipts", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if wait(sender, 120) != 0:
        sys.exit(f"{what}: the sender does not get through: {sender.stderr.read().decode(errors='replace')}")
    return has_failed, outcome, server


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=12, help="calls of one kind")
    parser.add_argument("--only", help="kinds, such as fsync:EIO,openat:EMFILE")
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "target/debug/handover")
    arguments = parser.parse_args()
    if shutil.which("strace") is None:
        print("SKIPPED fail_each_call: strace is not here")
        return
    kinds = FAILURES
    if arguments.only:
        kinds = [tuple(kind.split(":")) for kind in arguments.only.split(",")]
    failures, lost, double, outcomes = 0, 0, 0, {}
    with tempfile.TemporaryDirectory() as folder:
        world = World(pathlib.Path(folder).resolve(), arguments.program)
        files = world.seal(1, 5)
        for call, error in kinds:
            for number in range(1, arguments.most + 1):
                config = world.configure(f"data-{call}-{error}-{number}")
                forget(world, files)
                has_failed, outcome, server = transfer(world, files, config, call, error, number)
                more_lost, more_double = check(world, files, config, server, f"{call} {error} {number}")
                lost, double = lost + more_lost, double + more_double
                if not has_failed:
                    break
                failures += outcome != "no file, not counted"
                outcomes[outcome] = outcomes.get(outcome, 0) + 1
        hidden = hunt([world.work / "server.log", world.work / "receipts"])
    print(f"{failures} failures of {len(kinds)} kinds: {outcomes}; {lost} lost, {double} double, receipts "
          f"byte-identical, no file synced after its sync failed")
    print(hidden)
    sys.exit(1 if lost or double or not failures else 0)


if __name__ == "__main__":
    main()
