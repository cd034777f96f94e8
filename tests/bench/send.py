"""Times sending, with durable receipts and certificates at both ends, beside what others do over loopback.

    cargo build --profile dist
    python3 tests/bench/send.py [--cases 10000] [--small 1000] [--rounds 3]

Large: one package of 10,000 cases of some 8 KB, `handover send` to `handover serve`, beside the same file by
`curl --upload-file` to nginx with TLS; where there is no nginx, by `rsync` over ssh to an sshd of its own; where there
is neither, ours alone, and it says so. Neither of them syncs what it stored or says that it did.

Small: 1,000 packages of one case each in one `handover send`, packages a second, beside the machine's own rate
of `fsync` on a new small file in the same folder, and beside what the NHS MESH sandbox did without durability.

Both servers run and have answered before. The median of the rounds counts: disks of rented machines vary by a factor. Nothing is left behind; all keys are made for the run.
"""

import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from carrier_world import World  # noqa: E402

ROOT = HERE.parent.parent


def timed(work):
    start = time.monotonic()
    work()
    return time.monotonic() - start


def fsync_rate(folder, secs=2.0):
    """New files of 4 KB, each synced with its folder, in a second."""
    count, start = 0, time.monotonic()
    handle = os.open(folder, os.O_RDONLY)
    while time.monotonic() - start < secs:
        path = folder / f"fsync-{count}"
        with open(path, "wb") as file:
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
        os.fsync(handle)
        count += 1
    rate = count / (time.monotonic() - start)
    os.close(handle)
    for path in folder.glob("fsync-*"):
        path.unlink()
    return rate


def write_synced(path, data):
    with open(path, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


class Nginx:
    """`curl --upload-file` over TLS 1.3 with certificates at both ends to an nginx with one worker."""

    name = "curl --upload-file to nginx with TLS and client certificates"

    @staticmethod
    def exists():
        return shutil.which("nginx") and shutil.which("curl")

    def __init__(self, work):
        self.work = work / "nginx"
        (self.work / "up").mkdir(parents=True)
        for who in ("server", "client"):
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ed25519", "-nodes", "-days", "2", "-subj",
                            f"/CN={who}", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", self.work / f"{who}.key",
                            "-out", self.work / f"{who}.crt"], check=True, capture_output=True)
        # Started by root, its worker would be somebody who may not look into our folder.
        user = "user root; " if os.geteuid() == 0 else ""
        (self.work / "nginx.conf").write_text(
            f"{user}daemon off; pid {self.work}/pid; error_log {self.work}/error.log; events {{}}\n"
            f"http {{ access_log off; client_body_temp_path {self.work}/tmp; client_max_body_size 4g; server {{\n"
            f"listen 127.0.0.1:18443 ssl; ssl_protocols TLSv1.3; ssl_certificate {self.work}/server.crt;\n"
            f"ssl_certificate_key {self.work}/server.key; ssl_client_certificate {self.work}/client.crt;\n"
            f"ssl_verify_client on; location / {{ root {self.work}/up; dav_methods PUT; }} }} }}\n", encoding="utf-8")
        self.process = subprocess.Popen(["nginx", "-c", self.work / "nginx.conf"])
        time.sleep(1)

    def send(self, path):
        subprocess.run(["curl", "-sS", "--fail", "--cacert", self.work / "server.crt", "--cert", self.work / "client.crt",
                        "--key", self.work / "client.key", "--upload-file", path, "https://127.0.0.1:18443/package"],
                       check=True, capture_output=True)

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Rsync:
    """`rsync` over ssh to an sshd of its own."""

    name = "rsync over ssh"

    @staticmethod
    def exists():
        return shutil.which("rsync") and shutil.which("ssh") and pathlib.Path("/usr/sbin/sshd").exists()

    def __init__(self, work):
        self.work = work / "ssh"
        self.work.mkdir()
        for name in ("host", "user"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.work / name], check=True)
        shutil.copy(self.work / "user.pub", self.work / "authorized")
        pathlib.Path("/run/sshd").mkdir(exist_ok=True)
        self.process = subprocess.Popen(
            ["/usr/sbin/sshd", "-D", "-f", "/dev/null", "-p", "18022", "-h", self.work / "host", "-o", "StrictModes=no",
             "-o", f"AuthorizedKeysFile={self.work}/authorized", "-o", "ListenAddress=127.0.0.1"])
        time.sleep(1)

    def send(self, path):
        shell = f"ssh -p 18022 -i {self.work}/user -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -q"
        subprocess.run(["rsync", "--whole-file", "--ignore-times", "-e", shell, path,
                        f"127.0.0.1:{self.work}/package"], check=True, capture_output=True)

    def stop(self):
        self.process.terminate()
        self.process.wait()


def send(world, files, receipts):
    sender = world.send(files, receipts, stdout=subprocess.DEVNULL)
    if sender.wait() != 0:
        sys.exit("the sender gave up")


def stop(server):
    if server.poll() is None:
        server.terminate()
        server.wait()


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--cases", type=int, default=10_000)
    arguments.add_argument("--small", type=int, default=1_000)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--program", type=pathlib.Path, default=ROOT / "target/dist/handover")
    given = arguments.parse_args()
    work = pathlib.Path(tempfile.mkdtemp(prefix="handover-send-"))
    server = peer = None
    try:
        world = World(work, given.program.resolve())
        kinds = [kind for kind in (Nginx, Rsync) if kind.exists()]
        peer = kinds[0](work) if kinds else None
        [path] = world.seal(1, given.cases)
        ours, theirs = [], []
        for number in range(given.rounds):
            # A server that has nothing yet: else there would be nothing to send.
            server = world.serve(world.configure(f"data-{number}"))
            # One that runs already, as the other does: it has shaken hands before.
            world.call("inbox", "--identity", "recipient", *world.trust)
            ours.append(timed(lambda: send(world, [path], f"receipts-{number}")))
            stop(server)
            if peer:
                theirs.append(timed(lambda: peer.send(path)))
        size = path.stat().st_size
        synced = statistics.median(timed(lambda: write_synced(work / f"copy-{number}", path.read_bytes()))
                                   for number in range(given.rounds))
        median = statistics.median(ours)
        print(f"{given.cases} cases, {size / 1e6:.1f} MB: handover send {median:.2f} s ({size / median / 1e6:.0f} MB/s)")
        if peer:
            other = statistics.median(theirs)
            print(f"  {peer.name}: {other:.2f} s, nothing of it synced; ours takes {median / other:.2f} times as long")
            ratio = statistics.median(one / two for one, two in zip(ours, theirs))
            print(f"  round by round, one after the other: {ratio:.2f} times as long (median)")
        else:
            print("  neither nginx nor rsync with sshd is on this machine: nothing beside it")
        print(f"  the same bytes written to one file here and synced, without any network: {synced:.2f} s")
        # Nothing is removed before: ext4 looks long for a place that was not free a moment ago.
        small = world.seal(given.small, 1, name="small-")
        server = world.serve(world.configure("data-small"))
        world.call("inbox", "--identity", "recipient", *world.trust)
        before = fsync_rate(work)
        took = timed(lambda: send(world, small, "receipts-small"))
        print(f"{len(small)} packages of one case: {len(small) / took:.0f} a second, each with its durable receipt")
        print(f"  fsync of a new file and its folder here: {before:.0f} a second before, {fsync_rate(work):.0f} after")
        print("  the NHS MESH sandbox (PyPI mesh-sandbox), measured once on such a machine, nothing synced: 254 a second")
        return 0
    finally:
        if peer:
            peer.stop()
        if server is not None:
            stop(server)
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
