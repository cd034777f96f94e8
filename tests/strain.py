"""Whoever is idle, slow, large or many is shed within the limits, and an honest sender goes on.

    cargo build -p handover-cli
    python3 tests/strain.py [--connections 2000] [--patience 10] [--body 2147483648] [--program target/debug/handover]

One server process with `--patience` seconds for handshakes, headers and slow bodies, everything else as it comes.
A sender sends a package before anything, then one in each phase while it lasts:

  strangers   so many connections that say nothing
  members     as many that go on to a TLS session as a member of the directory, and then say nothing
  greetings   as many that send a byte of a TLS record now and then
  headers     a request line, then a byte of header now and then
  bodies      a part, a byte now and then
  large       bodies that are announced as of `--body` bytes, without a length, and so many bytes in fact
  full        the disk under the data is full (a small tmpfs; where none can be mounted, it says so)

After each phase every hostile connection was ended by the server, in time; its memory and its descriptors are where
they were before. Only listed problems were told, and no word of a case is in anything. Promises P9 to P11, faults F22, F24 to F26.
"""

import argparse
import os
import pathlib
import re
import resource
import select
import socket
import subprocess
import sys
import tempfile
import time

from canaries import hunt
from carrier_world import ROOT, World, wait

# How much more memory a process may keep than before a phase: pages that the allocator does not give back.
SLACK = 48 << 20
# How many more descriptors: the database keeps up to eight readers once they were needed.
SPARE = 8
# How much longer than `--patience` a hostile connection may live: a busy machine.
GRACE = 20


class Strained(World):
    others = (("hostile", "ZZ903"),)
    receipts = 0

    def honest(self):
        """Sends a further package; how long it took."""
        file, self.files = self.files[0], self.files[1:]
        begun = time.monotonic()
        with open(self.work / "senders.log", "ab") as log:
            sender = self.send([file], "receipts", stdout=subprocess.DEVNULL, stderr=log)
        if wait(sender, 120) != 0:
            sys.exit(f"the honest sender did not get through: {(self.work / 'senders.log').read_text()[-400:]}")
        self.receipts += 1
        if len(list((self.work / "receipts").iterdir())) != self.receipts:
            sys.exit("the honest sender has no receipt")
        return time.monotonic() - begun


class Held:
    """Hostile connections, and what the server told on them."""

    def __init__(self):
        self.open, self.ended, self.told = [], 0, b""

    def add(self, connect, count):
        for _ in range(count):
            try:
                stream = connect()
            except OSError:
                # Not let in, or ended while it said who it is.
                self.ended += 1
                continue
            stream.setblocking(False)
            self.open.append(stream)
            if len(self.open) % 100 == 0:
                self.look()

    def look(self, drip=b"", pause=0.0):
        """Takes note of connections that ended; the others say something more, if there is something to say."""
        poll = select.poll()
        streams = {stream.fileno(): stream for stream in self.open}
        for number in streams:
            poll.register(number, select.POLLIN)
        gone = set()
        for number, _ in poll.poll(int(pause * 1000)):
            try:
                data = streams[number].recv(65536)
                self.told += data
                if not data:
                    gone.add(number)
            except (BlockingIOError, InterruptedError):
                pass
            except OSError as error:
                if "want" not in str(error).lower() and "did not complete" not in str(error):
                    gone.add(number)
        for number, stream in streams.items():
            if drip and number not in gone:
                try:
                    stream.send(drip)
                except (BlockingIOError, InterruptedError):
                    pass
                except OSError:
                    gone.add(number)
        for number in gone:
            streams[number].close()
            self.ended += 1
        self.open = [stream for number, stream in streams.items() if number not in gone]

    def until_ended(self, seconds, drip=b""):
        end = time.monotonic() + seconds
        while self.open and time.monotonic() < end:
            self.look(drip, 0.2)
            time.sleep(0.3)
        if self.open:
            sys.exit(f"{len(self.open)} connections are still held after {seconds} seconds")


def memory(server):
    """Memory in use and its peak, in bytes."""
    status = pathlib.Path(f"/proc/{server.pid}/status").read_text()
    return [int(re.search(rf"{name}:\s+(\d+) kB", status).group(1)) << 10 for name in ("VmRSS", "VmHWM")]


def descriptors(server):
    return len(os.listdir(f"/proc/{server.pid}/fd"))


class Phases:
    def __init__(self, world, server, patience):
        self.world, self.server, self.patience, self.told = world, server, patience, b""
        self.alone = world.honest()
        self.before = self.settled()
        print(f"before: an honest package takes {self.alone:.2f} s; {self.shape()}")

    def settled(self):
        """Descriptors and memory once the honest connections have ended."""
        count = descriptors(self.server)
        end = time.monotonic() + self.patience + GRACE
        while time.monotonic() < end:
            time.sleep(0.5)
            now = descriptors(self.server)
            if now == count and self.world.metrics()["handover_connections"] == 0:
                break
            count = now
        return descriptors(self.server), memory(self.server)[0]

    def shape(self):
        now, peak = memory(self.server)
        return f"{now / 1e6:.0f} MB (most: {peak / 1e6:.0f} MB), {descriptors(self.server)} descriptors"

    def phase(self, name, work):
        begun = time.monotonic()
        # The peak from now on.
        pathlib.Path(f"/proc/{self.server.pid}/clear_refs").write_text("5")
        told = work()
        peak = memory(self.server)[1]
        count, now = self.settled()
        print(f"{name}: {told}; {now / 1e6:.0f} MB (most: {peak / 1e6:.0f} MB), {count} descriptors, "
              f"{time.monotonic() - begun:.0f} s")
        if self.server.poll() is not None:
            sys.exit("the server ended")
        if count > self.before[0] + SPARE or now > self.before[1] + SLACK:
            sys.exit(f"{name}: {count} descriptors and {now} bytes are left, {self.before} were there before")

    def many(self, connect, count, drip=b""):
        """So many connections, an honest sender among them; all are ended in time."""
        held = Held()
        held.add(connect, count)
        at_once, begun = len(held.open), time.monotonic()
        most = descriptors(self.server)
        took = self.world.honest()
        held.until_ended(max(0.0, self.patience + GRACE - (time.monotonic() - begun)), drip)
        self.told += held.told
        kinds = sorted(set(re.findall(rb"HTTP/1.1 (\d+)", held.told)))
        answered = f", answered {b' '.join(kinds).decode()}" if kinds else ""
        return f"{held.ended} ended by the server{answered} ({at_once} still open after the last one came; it held " \
               f"{most} descriptors); the honest package took {took:.2f} s"


def part_of(world):
    """Announces a package of the hostile member; the path of its only part, and how long that is."""
    [file] = world.seal(1, 2, by="hostile", name="hostile-")
    [name] = (world.work / "hostile/sealed").iterdir()
    path = f"/v1/packages/{name.stem}"
    index = file.with_suffix(".index").read_bytes()
    with world.tls("hostile") as stream:
        stream.sendall(request("PUT", path, f"content-type: application/vnd.handover.index\r\ncontent-length: {len(index)}")
                       + index)
        if b" 201 " not in stream.recv(100):
            sys.exit("the hostile member cannot even announce a package")
    # A package file has 24 bytes of its own beside the signed index and the cases.
    return path + "/parts/0", file.stat().st_size - len(index) - 24


def request(method, path, headers):
    return f"{method} {path} HTTP/1.1\r\nhost: localhost\r\n{headers}\r\n\r\n".encode()


PART = "content-type: application/octet-stream\r\n"


def large(world, path, size):
    """Bodies that nobody needs; what was answered."""
    answers, told = [], b""
    tries = (
        ("PUT", path, PART + f"content-length: {size}"),
        ("PUT", path.removesuffix("/parts/0"), f"content-type: application/vnd.handover.index\r\ncontent-length: {size}"),
        ("POST", "/v1/statements", f"content-type: application/cose\r\ncontent-length: {size}"),
        ("PUT", path, PART + "transfer-encoding: chunked"),
    )
    for method, target, headers in tries:
        with world.tls("hostile") as stream:
            stream.sendall(request(method, target, headers))
            sent, answer, chunk = 0, b"", b"x" * 65536
            if "chunked" in headers:
                chunk = b"10000\r\n" + chunk + b"\r\n"
            try:
                # All of it, unless the server has enough.
                while sent < size:
                    stream.sendall(chunk)
                    sent += len(chunk)
            except OSError:
                pass
            try:
                while data := stream.recv(65536):
                    answer += data
            except OSError:
                pass
        told += answer
        status = re.match(rb"HTTP/1.1 (\d+)", answer)
        answers.append((status.group(1).decode() if status else "ended", sent))
    took = world.honest()
    if any(status not in ("413", "411", "ended") or sent >= min(size, 64 << 20) for status, sent in answers):
        sys.exit(f"a body of {size} bytes was taken: {answers}")
    shown = ", ".join(f"{status} after {sent / 1e6:.0f} MB" for status, sent in answers)
    return told, f"{size / 1e9:.2f} GB each: {shown}; the honest package took {took:.2f} s"


def full_disk(world, limits):
    """A data folder on a small disk that is full in the middle; what was told."""
    disk = world.work / "small"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk], capture_output=True)
    if mounted.returncode != 0:
        return "SKIPPED, no file system can be mounted here"
    try:
        server = world.serve(world.configure("small/data", limits))
        world.honest()
        count = descriptors(server)
        with open(disk / "filler", "wb", buffering=0) as filler:
            try:
                while filler.write(b"x" * 4096):
                    pass
            except OSError:
                pass
        file, world.files = world.files[0], world.files[1:]
        with open(world.work / "senders.log", "ab") as log:
            sender = world.send([file], "receipts", stdout=subprocess.DEVNULL, stderr=log)
        refused = 0
        end = time.monotonic() + 60
        while not refused and time.monotonic() < end:
            refused = sum(value for name, value in world.metrics().items() if "problem=\"storage\"" in name)
            time.sleep(0.1)
        if not refused or wait(sender, 1) is not None or len(list((world.work / "receipts").iterdir())) != world.receipts:
            sys.exit("a full disk was not told, or a receipt was given all the same")
        (disk / "filler").unlink()
        if wait(sender, 60) != 0:
            sys.exit("the sender does not go on once there is room")
        world.receipts += 1
        stray = [path for path in (disk / "data").rglob("*#*")]
        time.sleep(1)
        now = descriptors(server)
        server.terminate()
        if server.wait() != 0 or stray or now > count + SPARE:
            sys.exit(f"after a full disk: {stray} left, {now} descriptors for {count}")
        return f"{refused:.0f} x 507 and no receipt; with room again the same sender got its receipt"
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--connections", type=int, default=2000)
    parser.add_argument("--patience", type=int, default=10)
    parser.add_argument("--body", type=int, default=2 << 30)
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "target/debug/handover")
    given = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < given.connections + 200:
        sys.exit(f"a process may have {hard} descriptors here: fewer --connections")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, given.connections + 200), hard))
    limits = f"handshake-seconds = {given.patience}\nheader-seconds = {given.patience}\nbody-grace-seconds = {given.patience}\n"
    with tempfile.TemporaryDirectory() as folder:
        world = Strained(pathlib.Path(folder).resolve(), given.program)
        world.files = world.seal(10, 5)
        server = world.serve(world.configure("data", limits), log_level="debug")
        path, length = part_of(world)
        phases = Phases(world, server, given.patience)

        def stranger():
            return socket.create_connection(("127.0.0.1", world.port), timeout=30)

        def member():
            return world.tls("hostile")

        def saying(words):
            def connect():
                stream = member()
                stream.sendall(words)
                return stream
            return connect

        def greeting():
            stream = stranger()
            # The beginning of a ClientHello of 508 bytes.
            stream.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
            return stream

        count = given.connections
        # More than one peer may hold: some are told that there is no room, none is read.
        slow = min(count, 64)
        phases.phase("strangers", lambda: phases.many(stranger, count))
        phases.phase("members", lambda: phases.many(member, count))
        phases.phase("greetings", lambda: phases.many(greeting, count, b"\x00"))
        phases.phase("headers", lambda: phases.many(
            saying(b"GET /v1/inbox HTTP/1.1\r\nhost: localhost\r\nx-slow: "), slow, b"a"))
        body = request("PUT", path, PART + f"content-length: {length}")
        phases.phase("bodies", lambda: phases.many(saying(body), slow, b"x"))

        def too_large():
            told, line = large(world, path, given.body)
            phases.told += told
            return line

        phases.phase("large", too_large)
        world.metrics()
        shed = {name.split('"')[1]: int(value) for name, value in world.metrics().items() if "reason=" in name}
        server.terminate()
        if server.wait() != 0:
            sys.exit("the server did not stop in order")
        print(f"shed by the server's own count: {shed}")
        full = full_disk(world, limits)
        print(f"full: {full}")
        documents = set(re.findall(rb"tag:handover.invalid,2026:([a-z-]+)", phases.told))
        print(f"problems told: {', '.join(sorted(word.decode() for word in documents))}")
        print(hunt([world.work / name for name in ("data", "receipts", "server.log", "senders.log")],
                   [("the metrics", world.metrics_text), ("answers", phases.told.decode(errors="replace"))]))


if __name__ == "__main__":
    main()
