"""Kills sender and server at random moments, and counts what is lost or double afterwards.

    cargo build -p handover-cli [--release]
    python3 tests/kill_loop.py 50 [--packages 100] [--cases 100] [--program target/release/handover]

Each round is a transfer of all packages from nothing. While it goes on, sender and server are killed (SIGKILL)
in turn, each after a random time, and started again with the same words. A round ends when a sender says that it
is done. Then: every package has one receipt, a further `send` gives the same bytes, the inbox has each package
once, and what the recipient fetches is byte for byte what was sealed. Rounds go on until so many kills were made.
Promises P1, P2 and P3; faults F1 and F3.
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

from carrier_world import ROOT, World, wait


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


def transfer(world, files, config, kills_left, told):
    """One transfer with kills; returns how many kills there were."""
    kills = 0
    server = world.serve(config)
    sender = world.send(files, "receipts", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while True:
        code = wait(sender, random.uniform(0.02, 0.6) if kills < kills_left else 300)
        if code == 0:
            break
        if code is not None:
            sys.exit(f"the sender gave up ({code}): {sender.stderr.read().decode(errors='replace')}")
        if kills >= kills_left:
            sys.exit("the sender is not done after five minutes")
        victim = random.choice(("sender", "server"))
        told[victim] += 1
        kills += 1
        if victim == "sender":
            sender.send_signal(signal.SIGKILL)
            sender.wait()
            sender = world.send(files, "receipts", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        else:
            server.send_signal(signal.SIGKILL)
            server.wait()
            server = world.serve(config)
    return kills, server


def check(world, files, config, server, number):
    """What was said still holds after another start; returns (lost, double)."""
    receipts = receipts_in(world.work / "receipts")
    server.send_signal(signal.SIGKILL)
    server.wait()
    server = world.serve(config)
    shutil.rmtree(world.work / "again", ignore_errors=True)
    journals = forget_journals(files)
    if journals:
        sys.exit(f"round {number}: a sender that is done left {journals} journals")
    again = world.send(files, "again", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if again.wait() != 0:
        sys.exit(f"round {number}: a further send is refused")
    if receipts != receipts_in(world.work / "again"):
        sys.exit(f"round {number}: a receipt is another one after a further send")
    shutil.rmtree(world.work / "fetched", ignore_errors=True)
    (world.work / "fetched").mkdir()
    told = world.call("fetch", "--all", "--to", "fetched", "--identity", "recipient", "--json", *world.trust)
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


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kills", type=int)
    parser.add_argument("--packages", type=int, default=20)
    parser.add_argument("--cases", type=int, default=50, help="of each package")
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "target/debug/handover")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    arguments = parser.parse_args()
    random.seed(arguments.seed)
    told, lost, double, done, number = {"sender": 0, "server": 0}, 0, 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        world = World(pathlib.Path(folder), arguments.program)
        files = world.seal(arguments.packages, arguments.cases)
        while done < arguments.kills:
            number += 1
            config = world.configure(f"data-{number}")
            forget(world, files)
            kills, server = transfer(world, files, config, arguments.kills - done, told)
            done += kills
            more_lost, more_double = check(world, files, config, server, number)
            lost, double = lost + more_lost, double + more_double
    cases = arguments.packages * arguments.cases
    print(f"seed {arguments.seed}: {number} transfers of {cases} cases in {arguments.packages} packages, "
          f"{done} kills (sender {told['sender']}, server {told['server']}): {lost} lost, {double} double, "
          f"receipts byte-identical")
    sys.exit(1 if lost or double else 0)


if __name__ == "__main__":
    main()
