"""Times a whole transfer, verb by verb as processes, at the size of a large provider.

    cargo build --profile dist
    python3 tests/bench/whole_transfer.py [--cases 100000]

The shipped extract is repeated under other references and names until it has so many clients. Then: `import`,
`mandate sign`, `select --mandate`, `countersign`, `seal --mandate`, `receipt`, `open`, `accept`, `reconcile`. For each
verb: wall and processor seconds, and its peak memory (`ru_maxrss`). In the end the totals of the reconciliation must
add up to the clients of the extract: included, excluded, undecided, and every token with exactly one holder.

Nothing is left behind; all keys are made for the run.
"""

import argparse
import csv
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
EXTRACT = ROOT / "crates/handover-interop/extracts/harrow-2010"
ANSWERS = ROOT / "crates/handover-demo/src/answers.json"
PASSPHRASE = "whole transfer benchmark"
MIB = 1 << 20
BEGIN, SEALED, LATER = "2010-01-04T10:00:00Z", "2010-02-03T18:00:00Z", "2010-02-05T15:00:00Z"

MANDATE = """kind = "contract-change"
from = "ZF101"
to = ["ZF201"]
transfer = "2010-02-01"
profile = "caseload-transfer"
eligibility = "rules.toml"
last_resort = "ZF301"
countersign = [{ statement = "roster", role = "office" }]

[deadlines.always]
stored = "3d from transfer-date"
accepted = "2wd from stored"
"""


def letters(number):
    """A number as a name that no other number has."""
    text = ""
    while number:
        number, digit = divmod(number, 26)
        text = chr(ord("a") + digit) + text
    return text


def write_extract(folder, clients):
    """The shipped extract, repeated until there are at least so many clients; returns their number."""
    folder.mkdir()
    tables = {}
    for file in sorted(EXTRACT.glob("*.csv")):
        text = file.read_bytes().decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline="")))
        tables[file.name] = (rows[0], rows[1:])
    # Every row of people but exact repeats and those under one key twice: what is wrong with one is wrong with each copy.
    people = len(tables["clients.csv"][1])
    copies = -(-clients // people)
    for name, (header, rows) in tables.items():
        with open(folder / name, "w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(header)
            if "CLIENTID" not in header:
                writer.writerows(rows)
                continue
            key = header.index("CLIENTID")
            others = [at for at, column in enumerate(header) if column.endswith(("ID", "IDID")) and at != key]
            family = [at for at, column in enumerate(header) if name == "clients.csv" and column == "SURNAME"]
            number = [at for at, column in enumerate(header) if name == "clients.csv" and column in ("NHSNO", "PREVSYS")]
            for copy in range(copies):
                for row in rows:
                    row = list(row)
                    if copy:
                        row[key] = row[key] and f"{row[key]}.{copy}"
                        for at in others:
                            row[at] = row[at] if row[at] in ("", "NA") else f"{row[at]}.{copy}"
                        for at in family:
                            row[at] = row[at] and f"{row[at]}-{letters(copy)}"
                        for at in number:
                            row[at] = "NA"
                    writer.writerow(row)
    return people * copies


class Transfer:
    def __init__(self, work, program):
        self.work, self.program = work, str(program.resolve())
        self.rows = []

    def run(self, *words, codes=(0,), counts=True):
        environment = dict(os.environ, HANDOVER_PASSPHRASE=PASSPHRASE)
        with open(self.work / "out", "wb") as out, open(self.work / "err", "wb") as err:
            start = time.monotonic()
            child = subprocess.Popen([self.program, *map(str, words)], cwd=self.work, env=environment,
                                     stdout=out, stderr=err)
            _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - start
        if child.returncode not in codes:
            sys.exit(f"handover {' '.join(map(str, words))}\n{(self.work / 'err').read_text()[-2000:]}")
        if counts:
            cpu = usage.ru_utime + usage.ru_stime
            print(f"  {' '.join(map(str, words[:2]))[:34]:<36}{wall:8.2f} s wall{cpu:8.2f} s cpu"
                  f"{usage.ru_maxrss * 1024 / MIB:8.0f} MiB", flush=True)
        return (self.work / "out").read_text(encoding="utf-8")

    def parties(self):
        cards = []
        for name, organisation, role, more in (
            ("council", "ZF001", "commissioner", ["--authority"]), ("old", "ZF101", "provider", []),
            ("new", "ZF201", "provider", []), ("last", "ZF301", "provider", []),
        ):
            self.run("identity", "new", "--identity", name, "--organisation", organisation, "--name", name,
                     "--contact", "none", "--person", "team-leader", "--scrypt-log-n", "10", "--at", BEGIN, *more,
                     counts=False)
            cards += ["--own-roles", role] if more else ["--card", f"{name}/card={role}"]
        told = self.run("directory", "new", "directory", *cards, "--identity", "council", "--days", "60", "--json",
                        "--at", BEGIN, counts=False)
        self.anchor = json.loads(told)["anchor"]

    def say(self, who, at, *words, **more):
        return self.run(*words, "--identity", who, "--directory", "directory", "--anchor", self.anchor, "--at", at, **more)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000, help="clients in the extract, at least")
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "target/dist/handover")
    arguments = parser.parse_args()
    if not arguments.program.exists():
        sys.exit(f"{arguments.program} is not there\ncargo build --profile dist")
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        transfer = Transfer(work, arguments.program)
        transfer.parties()
        rules = transfer.run("schema", "rules", counts=False)
        rules = rules.replace("six-months-two-journeys@1", "bench@1")
        (work / "rules.toml").write_text(rules.replace("contract_changes = []", 'contract_changes = ["2009-04-01"]'))
        (work / "mandate.toml").write_text(MANDATE)
        (work / "transfer").mkdir()
        clients = write_extract(work / "extract", arguments.cases)
        answers = json.loads(ANSWERS.read_text())
        read = answers["read"][0]
        copies = range(1, clients // len(read["cases"]))
        read["cases"] += [f"{case}.{copy}" for case in read["cases"] for copy in copies]
        (work / "answers.json").write_text(json.dumps({"every": answers["every"], "read": [read]}))
        size = sum(file.stat().st_size for file in (work / "extract").iterdir())
        print(f"{clients} clients, {size / MIB:.0f} MiB of CSV, {os.cpu_count()} cores")

        # A column of the extract is nearly empty in every copy, and is told.
        transfer.run("import", "extract", "--mapping", "harrow-2010", "--to", "caseload", codes=(0, 1))
        mandate, roster = "transfer/mandate", "transfer/roster"
        transfer.say("council", BEGIN, "mandate", "sign", "mandate.toml", "--to", mandate, counts=False)
        for who in ("old", "new"):
            transfer.say(who, BEGIN, "countersign", mandate, "--role", "office", "--to", f"transfer/agreed-{who}", counts=False)
        transfer.say("old", SEALED, "select", "caseload", "--mandate", mandate, "--as-of", "2010-02-03", "--rules", "rules.toml",
                     "--answers", "answers.json", "--undecided-owner", "Somebody", "--undecided-by", "2010-02-08",
                     "--decisions", "decisions", "--statement", "transfer", "--to", roster)
        transfer.say("council", SEALED, "countersign", roster, "--role", "office", "--statement", "transfer",
                     "--to", "transfer/frozen")
        transfer.say("old", SEALED, "seal", "caseload", "--mandate", mandate, "--for", "ZF201:receiving-service",
                     "--leave-out", "--decisions", "decisions", "--answers", "answers.json",
                     "--statement", "transfer", "--to", "packages", codes=(0, 1))
        package = "packages/ZF201-receiving-service.handover"
        (work / "transfer/index").write_bytes((work / "packages/ZF201-receiving-service.index").read_bytes())
        for rung in ("stored", "opened"):
            transfer.say("new", LATER, "receipt", package, "--rung", rung, "--statement", "transfer",
                         "--to", f"transfer/{rung}")
        transfer.say("new", LATER, "open", package, "--as", "json", "--statement", "transfer", "--to", "opened")
        transfer.say("new", LATER, "accept", package, "--all", "--team", "East", "--worker", "Idris Calloway",
                     "--role", "team-leader", "--statement", "transfer", "--to", "transfer/accepted")
        told = json.loads(transfer.say("council", LATER, "reconcile", "--mandate", mandate, "--statement", "transfer",
                                       "--page", "page.html", "--json", codes=(0, 1)))
        print(json.dumps(told.get("totals", told), indent=1)[:1500])


if __name__ == "__main__":
    main()
