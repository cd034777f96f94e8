"""Times whole processes side by side in one run: `handover` beside `rage` and `ssh-keygen`.

    cargo build --profile dist
    cargo install rage --locked          # the peer, for this only
    python3 tests/bench/whole_process.py [--cases 10000] [--rounds 3] [--memory-cases 100000]

The same cases go both ways: `handover seal` reads a folder of JSON, holds each case against every numbered
check, seals and signs; the pair encrypts one tar of the same files (`rage -r`) and signs it (`ssh-keygen -Y sign`).
Back: `handover open` verifies, opens and writes every case; the pair verifies, decrypts and unpacks. Beside them
stands the floor: AES-256-GCM and SHA-256 over the same bytes, one core, by `openssl speed`; and, because the pair
looks at nothing that it seals, what it takes `jq` to read the same cases and check that they are JSON, if it is on
this machine. Peak memory is that of the largest child (`ru_maxrss`).

Nothing is left behind; all keys are made for the run.
"""

import argparse
import copy
import json
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
EXAMPLE = ROOT / "crates/handover-dataset/tests/examples/caseload-transfer.json"
PASSPHRASE = "whole process benchmark"
MIB = 1 << 20


class Run:
    """Wall and processor seconds, and the peak memory, of one or more processes."""

    def __init__(self):
        self.wall = 0.0
        self.cpu = 0.0
        self.peak = 0

    def add(self, command, cwd, **more):
        environment = dict(os.environ, HANDOVER_PASSPHRASE=PASSPHRASE)
        start = time.monotonic()
        child = subprocess.Popen(
            [str(word) for word in command], cwd=cwd, env=environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **more,
        )
        message = child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        self.wall += time.monotonic() - start
        self.cpu += usage.ru_utime + usage.ru_stime
        self.peak = max(self.peak, usage.ru_maxrss * 1024)
        if child.returncode != 0:
            sys.exit(f"{' '.join(map(str, command))}\n{message.decode(errors='replace')}")
        return self


def write_cases(folder, count, example):
    """Writes `count` cases for one reader that differ in reference and name only; returns their bytes."""
    folder.mkdir()
    for entry in example["sections"]["handover"]["distribution"]["value"]:
        if entry["audience"] == "gp":
            entry["channel"] = "verbal"
    total = 0
    for number in range(count):
        case = copy.copy(example)
        sections = dict(case["sections"])
        sections["handover"] = dict(sections["handover"], case_reference=f"BENCH-{number:06}")
        case["sections"] = sections
        text = json.dumps(case, separators=(",", ":"))
        (folder / f"{number:06}.json").write_text(text, encoding="utf-8")
        total += len(text)
    return total


def parties(work, program, at):
    """Makes authority, sender and recipient, and a directory; returns the anchor."""

    def call(*words):
        environment = dict(os.environ, HANDOVER_PASSPHRASE=PASSPHRASE)
        return subprocess.run(
            [str(program), *words], cwd=work, env=environment, check=True, capture_output=True, text=True,
        ).stdout

    for name, organisation, more in (
        ("authority", "ZZA01", ["--authority"]), ("sender", "ZZ901", []), ("recipient", "ZZ902", []),
    ):
        call("identity", "new", "--identity", name, "--organisation", organisation, "--name", name,
             "--contact", "none", "--person", "team-leader", "--at", at, *more)
    told = call("directory", "new", "directory.cbor", "--card", "sender/card=provider",
                "--card", "recipient/card=provider", "--identity", "authority", "--json", "--at", at)
    return json.loads(told)["anchor"]


def ours(work, program, anchor, at, cases, seal, opened):
    """One seal and one open, into a folder of their own: ext4 looks long for a place that was not free a moment ago."""
    work = pathlib.Path(tempfile.mkdtemp(dir=work))
    for name in (cases, "sender", "recipient", "directory.cbor"):
        (work / name).symlink_to(work.parent / name)
    trust = ["--directory", "directory.cbor", "--anchor", anchor, "--at", at]
    seal.add([program, "seal", cases, "--for", "ZZ902:receiving-service", "--to", "sealed",
              "--identity", "sender", *trust], work)
    package = next((work / "sealed").glob("*.handover"))
    opened.add([program, "open", package, "--as", "json", "--to", "opened", "--identity", "recipient", *trust], work)


def theirs(work, rage, cases, seal, opened):
    """One tar, encrypted and signed; verified, decrypted and unpacked."""
    work = pathlib.Path(tempfile.mkdtemp(dir=work))
    for name in ("age.pub", "age.key", "ssh", "ssh.pub", "allowed"):
        shutil.copy(work.parent / name, work / name)
    (work / "unpacked").mkdir()
    seal.add(["tar", "-cf", "cases.tar", "-C", work.parent, cases], work)
    seal.add([rage, "-R", "age.pub", "-o", "cases.tar.age", "cases.tar"], work)
    seal.add(["ssh-keygen", "-q", "-Y", "sign", "-f", "ssh", "-n", "file", "cases.tar.age"], work)
    with open(work / "cases.tar.age", "rb") as sealed:
        opened.add(["ssh-keygen", "-q", "-Y", "verify", "-f", "allowed", "-I", "sender", "-n", "file",
                    "-s", "cases.tar.age.sig"], work, stdin=sealed)
    opened.add([rage, "-d", "-i", "age.key", "-o", "back.tar", "cases.tar.age"], work)
    opened.add(["tar", "-xf", "back.tar", "-C", "unpacked"], work)


def pair_keys(work, rage):
    keygen = pathlib.Path(rage).with_name("rage-keygen")
    keygen = keygen if keygen.exists() else shutil.which("rage-keygen")
    subprocess.run([keygen, "-o", "age.key"], cwd=work, check=True, capture_output=True)
    public = re.search(r"age1\S+", (work / "age.key").read_text()).group(0)
    (work / "age.pub").write_text(public + "\n")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "ssh"], cwd=work, check=True)
    (work / "allowed").write_text("sender " + (work / "ssh.pub").read_text())


def floor_secs(total):
    """Seconds of AES-256-GCM and SHA-256 over `total` bytes, by `openssl speed` on 8 KB blocks."""
    secs = 0.0
    for algorithm in ("aes-256-gcm", "sha256"):
        told = subprocess.run(
            ["openssl", "speed", "-seconds", "1", "-bytes", "8192", "-mr", "-evp", algorithm],
            check=True, capture_output=True, text=True,
        ).stdout
        rate = float(re.search(r"^\+F:\d+:[^:]+:([0-9.]+)$", told, re.M).group(1))
        secs += total / rate
    return secs


def reading(work, cases):
    """What reading the cases alone takes, by `jq` on one core; `None` where there is none."""
    jq = shutil.which("jq")
    files = sorted(path.relative_to(work) for path in (work / cases).iterdir())
    run = Run()
    for first in range(0, len(files), 2000) if jq else ():
        run.add([jq, "empty", *files[first:first + 2000]], work)
    return run if jq else None


def tell(name, run, base):
    print(f"  {name:<34} {run.wall:8.2f} s wall {run.cpu:8.2f} s cpu {run.peak / MIB:7.0f} MiB"
          f"   x{run.wall / base.wall:.2f} of the pair")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3, help="the best of these counts")
    parser.add_argument("--memory-cases", type=int, default=0, help="also: peak memory at so many cases")
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "target/dist/handover")
    parser.add_argument("--rage", default=shutil.which("rage"))
    parser.add_argument("--example", type=pathlib.Path, default=EXAMPLE)
    parser.add_argument("--at", default="2026-09-20T09:00:00Z")
    arguments = parser.parse_args()
    if not arguments.program.exists():
        sys.exit(f"{arguments.program} is not there\ncargo build --profile dist")
    if not arguments.rage:
        sys.exit("rage is not there\ncargo install rage --locked, or --rage PATH")
    program, rage = arguments.program.resolve(), str(pathlib.Path(arguments.rage).resolve())
    example = json.loads(arguments.example.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        anchor = parties(work, program, arguments.at)
        pair_keys(work, rage)
        total = write_cases(work / "cases", arguments.cases, example)
        print(f"{arguments.cases} cases, {total / arguments.cases / 1024:.1f} KiB each as JSON,"
              f" {os.cpu_count()} cores, best of {arguments.rounds}")
        best = {}
        for _ in range(arguments.rounds):
            runs = {name: Run() for name in ("our seal", "our open", "pair seal", "pair open")}
            ours(work, program, anchor, arguments.at, "cases", runs["our seal"], runs["our open"])
            theirs(work, rage, "cases", runs["pair seal"], runs["pair open"])
            for name, run in runs.items():
                if name not in best or run.wall < best[name].wall:
                    best[name] = run
        jq = reading(work, "cases")
        floor = floor_secs(total)
        tell("handover seal, all checks", best["our seal"], best["pair seal"])
        tell("tar, rage, ssh-keygen -Y sign", best["pair seal"], best["pair seal"])
        tell("handover open, all checks", best["our open"], best["pair open"])
        tell("ssh-keygen -Y verify, rage, tar", best["pair open"], best["pair open"])
        if jq:
            tell("jq empty: the cases are JSON", jq, best["pair seal"])
        print(f"  {'floor: AES-256-GCM + SHA-256':<34} {floor:8.2f} s, one core")
        if arguments.memory_cases:
            shutil.rmtree(work / "cases")
            write_cases(work / "cases", arguments.memory_cases, example)
            seal, opened = Run(), Run()
            ours(work, program, anchor, arguments.at, "cases", seal, opened)
            print(f"{arguments.memory_cases} cases: peak {seal.peak / MIB:.0f} MiB to seal,"
                  f" {opened.peak / MIB:.0f} MiB to open; {seal.wall:.0f} s and {opened.wall:.0f} s")
    # The interpreter's own share, so that nobody takes it for a child's.
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(f"(this script itself: {own / MIB:.0f} MiB)")


if __name__ == "__main__":
    main()
