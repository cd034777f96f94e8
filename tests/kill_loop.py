"""Kills sender and receiver at random moments, and counts what is lost or double afterwards.

    cargo build -p handover-cli [--release]
    python3 tests/kill_loop.py 50 --cases 10000 [--packages 1] [--program target/release/handover]

So many kills (SIGKILL) of the sender, and as many of the server. Under a mandate that all agreed to, each round sends
all cases from nothing; while it goes on, one of both is killed after a random time, and started again with the same
words. A round ends when a sender says that it is done. Then: every package has one receipt, a further `send` gives
the same bytes, the inbox has each package once, and what the recipient fetches is byte for byte what was sealed.
The first round is let alone and timed: later kills come
within that time. Rounds go on until the kills are made. What arrived in the last one goes the whole way: opened (each case as it was
sealed), accepted, the server killed once more, and reconciled by the commissioner: exit code 0, every case accepted.
At the end no word of a case may be in what is left behind. Promises P1 to P4 and P11; faults F1 and F3.
"""

import argparse
import json
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from canaries import hunt
from carrier_world import LATER, ROOT, wait
from mandated_world import MandatedWorld


def receipts_in(folder):
    return {path.name: path.read_bytes() for path in folder.glob("receipt-*.statement")}


def forget_journals(files):
    """Removes what senders remember of transfers that they did not end; returns how many there were."""
    journals = [path for file in files for path in file.parent.glob(file.name + ".*")]
    for journal in journals:
        journal.unlink()
    return len(journals)


def forget(world, files):
    """As before the first round: nothing sent, nothing receipted."""
    shutil.rmtree(world.work / "receipts", ignore_errors=True)
    forget_journals(files)


def parts_in(world, config):
    return sum(1 for path in (world.work / config.removesuffix(".toml") / "parts").rglob("*") if path.is_file())


def transfer(world, files, config, left, moments, longest):
    """One transfer with kills, which are taken off what is left; returns the server that runs then."""
    def send():
        return world.send(files, "receipts", stdout=subprocess.DEVNULL, stderr=log)

    log = open(world.work / "senders.log", "ab")
    server = world.serve(config, log_level="debug")
    sender = send()
    while True:
        victims = [who for who, count in left.items() if count > 0]
        code = wait(sender, random.uniform(0, longest) if victims else 300)
        if code == 0:
            return server
        if code is not None or not victims:
            sys.exit(f"the sender is not done ({code}): {(world.work / 'senders.log').read_text()[-600:]}")
        victim = random.choice(victims)
        left[victim] -= 1
        process = sender if victim == "sender" else server
        process.send_signal(signal.SIGKILL)
        process.wait()
        moments.append(parts_in(world, config))
        if victim == "sender":
            sender = send()
        else:
            server = world.serve(config, log_level="debug")


def check(world, files, config, server, number):
    """What was said still holds after another start, at another time; returns (lost, double)."""
    receipts = receipts_in(world.work / "receipts")
    server.send_signal(signal.SIGKILL)
    server.wait()
    server = world.serve(config, at=LATER)
    # Before anything is sent again: that would bring back what was lost.
    shutil.rmtree(world.work / "fetched", ignore_errors=True)
    (world.work / "fetched").mkdir()
    told = world.call("fetch", "--all", "--to", "fetched", "--identity", "recipient", "--json", *world.trust)
    shutil.rmtree(world.work / "again", ignore_errors=True)
    journals = forget_journals(files)
    if journals:
        sys.exit(f"round {number}: a sender that is done left {journals} journals")
    again = world.send(files, "again", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if again.wait() != 0:
        sys.exit(f"round {number}: a further send is refused")
    if receipts != receipts_in(world.work / "again"):
        sys.exit(f"round {number}: a receipt is another one after a further send")
    server.send_signal(signal.SIGTERM)
    if server.wait() != 0:
        sys.exit(f"round {number}: the server did not stop in order")
    fetched = [(world.work / entry["file"]).read_bytes() for entry in json.loads(told)["fetched"]]
    sealed = [file.read_bytes() for file in files]
    lost = sum(1 for file in sealed if file not in fetched)
    double = len(fetched) - len(set(fetched))
    stray = [path for path in (world.work / config.removesuffix(".toml")).rglob("*#*")]
    if len(receipts) != len(files) or stray:
        sys.exit(f"round {number}: {len(receipts)} receipts of {len(files)}, {len(stray)} stray files")
    return lost, double


def whole_way(world, config):
    """From what was fetched to the commissioner's answer, which a kill does not change."""
    server = world.serve(config, log_level="debug")
    world.arrive(sorted((world.work / "fetched").glob("*.handover")))
    server.send_signal(signal.SIGKILL)
    server.wait()
    server = world.serve(config, log_level="debug")
    totals = world.reconcile("seen")
    world.metrics()
    server.terminate()
    if server.wait() != 0:
        sys.exit("the server did not stop in order")
    return totals


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kills", type=int, help="of each end")
    parser.add_argument("--packages", type=int, default=1)
    parser.add_argument("--cases", type=int, default=1000, help="in all packages together")
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "target/debug/handover")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    arguments = parser.parse_args()
    random.seed(arguments.seed)
    left = {"sender": arguments.kills, "server": arguments.kills}
    lost, double, number, moments = 0, 0, 0, []
    with tempfile.TemporaryDirectory() as folder:
        world = MandatedWorld(pathlib.Path(folder), arguments.program)
        files = world.agree(arguments.packages, arguments.cases)
        size = sum(file.stat().st_size for file in files)
        nobody, longest = {"sender": 0, "server": 0}, 0
        while any(left.values()) or number == 0:
            number += 1
            config = world.configure(f"data-{number}")
            forget(world, files)
            if number > 1:
                shutil.rmtree(world.work / f"data-{number - 1}")
            begun = time.monotonic()
            server = transfer(world, files, config, left if longest else nobody, moments, longest)
            longest = longest or time.monotonic() - begun
            more_lost, more_double = check(world, files, config, server, number)
            lost, double = lost + more_lost, double + more_double
        parts = parts_in(world, config)
        totals = whole_way(world, config) if not lost and not double else None
        # Of identities: not the sender's own list of which token is whose case.
        hidden = hunt([world.work / name for name in (
            config.removesuffix(".toml"), "transfer", "desk", "seen", "receipts", "again", "fetched",
            "sender/packages", "sender/mandates", "recipient", "server.log", "senders.log")],
            [("the metrics", world.metrics_text)])
    under_way = sum(1 for held in moments if 0 < held < parts)
    print(f"seed {arguments.seed}: {number} transfers of {arguments.cases} cases in {arguments.packages} packages "
          f"({size / 1e6:.1f} MB, {parts} parts), {2 * arguments.kills} kills (sender {arguments.kills}, server "
          f"{arguments.kills}; {under_way} when some parts were there and some not)")
    print(f"  {arguments.cases} stored, {lost} lost, {double} double, receipts byte-identical")
    print(f"  opened as sealed, accepted, reconciled: {totals}, may close, exit code 0")
    print(f"  {hidden}")
    sys.exit(1 if lost or double else 0)


if __name__ == "__main__":
    main()
