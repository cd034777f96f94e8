"""Cuts connections at every 100th byte, and lets sixteen senders bring the same package: one effect, one receipt.

    cargo build -p handover-cli
    python3 tests/cut_answers.py [--step 100] [--most 1000000] [--senders 16] [--cases 1000] [--program target/debug/handover]

Between sender and server stands a proxy that passes on bytes, and cuts every connection at once when the server's
answers of this transfer have come to so many bytes (in another pass: the sender's requests); after that it passes on
everything. For each such number a package of one case is sent through it. The sender must get through by itself; its
receipt is the one that a further `send` gives, the server holds one receipt and one copy of each package, and what the
recipient fetches is what was sealed.

Then so many senders, each a process, bring one package of `--cases` cases at once: all get the same bytes as a receipt.
Promise P2; faults F6 to F9. At the end no word of a case may be in what is left behind.
"""

import argparse
import pathlib
import selectors
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading

from canaries import hunt
from carrier_world import ROOT, World, wait
from kill_loop import check, forget, receipts_in


class Cutter:
    """A proxy that ends all connections once, after so many bytes of one direction."""

    def __init__(self, to):
        self.to = to
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.lock, self.pairs = threading.Lock(), []
        self.let_pass()
        threading.Thread(target=self.accept, daemon=True).start()

    def let_pass(self):
        self.cut_after(None, None)

    def cut_after(self, direction, number):
        """The next `number` bytes of a direction pass; the counts begin anew."""
        with self.lock:
            self.direction, self.left = direction, number
            self.passed = {"answers": 0, "requests": 0}
            self.was_cut = False

    def accept(self):
        while True:
            stream, _ = self.listener.accept()
            threading.Thread(target=self.carry, args=(stream,), daemon=True).start()

    def carry(self, near):
        try:
            far = socket.create_connection(("127.0.0.1", self.to))
        except OSError:
            near.close()
            return
        pair = (near, far)
        with self.lock:
            self.pairs.append(pair)
        with selectors.DefaultSelector() as both:
            both.register(near, selectors.EVENT_READ, ("requests", far))
            both.register(far, selectors.EVENT_READ, ("answers", near))
            try:
                while self.step(both):
                    pass
            except OSError:
                pass
        with self.lock:
            self.pairs.remove(pair)
        near.close()
        far.close()

    def step(self, both):
        for key, _ in both.select():
            direction, other = key.data
            data = key.fileobj.recv(16384)
            if not data:
                return False
            with self.lock:
                is_cut = self.direction == direction and not self.was_cut and len(data) >= self.left
                if is_cut:
                    data = data[:self.left]
                    self.was_cut = True
                elif self.direction == direction and not self.was_cut:
                    self.left -= len(data)
                self.passed[direction] += len(data)
            other.sendall(data)
            if is_cut:
                with self.lock:
                    for pair in self.pairs:
                        for stream in pair:
                            stream.shutdown(socket.SHUT_RDWR)
                return False
        return True


class Cut(World):
    def send_through(self, cutter, file):
        (self.work / "receipts").mkdir(exist_ok=True)
        with open(self.work / "senders.log", "ab") as log:
            sender = self.start("send", file, "--to", "receipts", "--identity", "sender", *self.trust, "--server",
                                f"https://localhost:{cutter.port}", stdout=subprocess.DEVNULL, stderr=log)
        if wait(sender, 60) != 0:
            sys.exit(f"the sender does not get through: {(self.work / 'senders.log').read_text()[-600:]}")


def kept(world, config):
    """How many packages, parts and receipts the ledger of a stopped server has."""
    ledger = world.work / config.removesuffix(".toml") / "ledger"
    with sqlite3.connect(ledger) as db:
        questions = ("package", "part", "statement WHERE kind = 'receipt'")
        return [db.execute(f"SELECT count(*) FROM {question}").fetchone()[0] for question in questions]


def cuts(world, step, most):
    """A package for each cut; how many cuts there were of each direction."""
    [probe] = world.seal(1, 1, name="probe-")
    config = world.configure("data-probe")
    server = world.serve(config, log_level="debug")
    cutter = Cutter(world.port)
    world.send_through(cutter, probe)
    lengths = dict(cutter.passed)
    server.kill()
    server.wait()
    forget(world, [probe])
    config = world.configure("data-cuts")
    server = world.serve(config, log_level="debug")
    done, files = {"answers": 0, "requests": 0}, []
    for direction in done:
        for number in range(step, lengths[direction] + 1, step):
            if done[direction] >= most:
                break
            [file] = world.seal(1, 1, name=f"{direction}-{number}-")
            cutter.cut_after(direction, number)
            world.send_through(cutter, file)
            # The last one may be longer by some bytes than what came this time.
            done[direction] += cutter.was_cut
            files.append(file)
    if len(receipts_in(world.work / "receipts")) != len(files):
        sys.exit("a package has not one receipt")
    cutter.let_pass()
    lost, double = check(world, files, config, server, "cuts")
    packages, parts, receipts = kept(world, config)
    print(f"cut once at every {step}th byte: {done['answers']} times of {lengths['answers']} bytes of answers, "
          f"{done['requests']} times of {lengths['requests']} bytes of requests: {len(files)} packages sent, "
          f"{packages} kept with {parts} parts and {receipts} receipts, {lost} lost, {double} double")
    if lost or double or (packages, receipts) != (len(files), len(files)) or parts != len(files):
        sys.exit("not one effect")


def together(world, senders, cases):
    """All of them bring the same package at once."""
    [file] = world.seal(1, cases, name="together-")
    forget(world, [file])
    config = world.configure("data-together")
    server = world.serve(config, log_level="debug")
    with open(world.work / "senders.log", "ab") as log:
        running = [world.send([file], f"receipts-{number}", stdout=subprocess.DEVNULL, stderr=log)
                   for number in range(senders)]
        codes = [wait(sender, 300) for sender in running]
    if codes != [0] * senders:
        sys.exit(f"not all senders got through: {codes}; {(world.work / 'senders.log').read_text()[-600:]}")
    given = {tuple(receipts_in(world.work / f"receipts-{number}").items()) for number in range(senders)}
    if len(given) != 1 or any(len(receipts) != 1 for receipts in given):
        sys.exit(f"{len(given)} different receipts")
    (world.work / "receipts-0").rename(world.work / "receipts")
    lost, double = check(world, [file], config, server, "together")
    packages, parts, receipts = kept(world, config)
    objects = sum(1 for path in (world.work / "data-together/parts").rglob("*") if path.is_file())
    print(f"{senders} senders of the same package of {cases} cases ({file.stat().st_size / 1e6:.1f} MB) at once: "
          f"{packages} package, {parts} parts in {objects} files, {receipts} receipt, byte-identical for all; "
          f"{lost} lost, {double} double")
    if lost or double or (packages, receipts) != (1, 1) or objects != parts:
        sys.exit("not one effect")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--step", type=int, default=100)
    parser.add_argument("--most", type=int, default=1_000_000, help="cuts of each direction")
    parser.add_argument("--senders", type=int, default=16)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "target/debug/handover")
    given = parser.parse_args()
    # A peer that is gone is an error of the one call, not the end.
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    with tempfile.TemporaryDirectory() as folder:
        world = Cut(pathlib.Path(folder).resolve(), given.program)
        cuts(world, given.step, given.most)
        together(world, given.senders, given.cases)
        print(hunt([world.work / name for name in (
            "data-cuts", "data-together", "receipts", "again", "fetched", "server.log", "senders.log")]))


if __name__ == "__main__":
    main()
