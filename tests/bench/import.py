#!/usr/bin/env python3
"""Times `handover import` beside the `csv` crate reading the same files, in one run.

    cargo build --release --workspace --bin handover --example csv_floor
    python3 tests/bench/import.py [--rows 1000,10000,100000] [--rounds 3]

The extract is that of harrow-2010, its people repeated under other references, names and numbers until there are
so many clients. The floor reads every file with the `csv` crate and does nothing with it. Time is wall and processor seconds of
the whole process, memory that of its peak (`ru_maxrss`). The median of the rounds is shown. Then `select` on what was imported.

Nothing is left behind.
"""

import argparse
import csv
import io
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
EXTRACT = ROOT / "crates/handover-interop/extracts/harrow-2010"
MIB = 1 << 20
KEYS = re.compile(rb"\bHB(\d{4})\b")
# Ids of rows: what stands first in a line, and the episodes to which others point.
FIRST = re.compile(rb"^([A-Z]*)(\d+)(?=,)", re.M)
EPISODES = re.compile(rb"(?<=,)(40\d{4})(?=,)")


def copies(text, number):
    """The rows of one file as those of other people."""
    tail = b"%05d" % number
    text = KEYS.sub(lambda found: b"HB" + found[1] + b"." + tail, text)
    text = EPISODES.sub(lambda found: found[1] + tail, text)
    return FIRST.sub(lambda found: found[1] + found[2] + tail, text)


def renamed(rows, number):
    """The people of a copy have other surnames, and no NHS number: they are nobody's duplicates."""
    letters = "".join(chr(ord("a") + int(digit)) for digit in str(number))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in csv.reader(io.StringIO(rows.decode())):
        row[2], row[7] = (row[2], row[7]) if number == 0 else ("NA", f"{row[7]}-{letters}")
        writer.writerow(row)
    return out.getvalue().encode()


def generate(folder, clients):
    """An extract of so many clients, rounded up to whole copies; how many bytes."""
    for file in sorted(EXTRACT.glob("*.csv")):
        header, _, rows = file.read_bytes().partition(b"\n")
        if b"CLIENTID" not in header:
            (folder / file.name).write_bytes(header + b"\n" + rows)
            continue
        with open(folder / file.name, "wb") as out:
            out.write(header + b"\n")
            for number in range(-(-clients // 120)):
                copy = copies(rows, number)
                out.write(renamed(copy, number) if file.name == "clients.csv" else copy)
    return sum(file.stat().st_size for file in folder.iterdir())


def run(command):
    """Wall and processor seconds, and the peak memory, of one process."""
    start = time.monotonic()
    child = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    message = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{message.decode(errors='replace')[-2000:]}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def median(runs):
    return [statistics.median(column) for column in zip(*runs)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", default="1000,10000,100000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--program", default=ROOT / "target/release/handover", type=pathlib.Path)
    parser.add_argument("--floor", default=ROOT / "target/release/examples/csv_floor", type=pathlib.Path)
    arguments = parser.parse_args()
    print("| clients | CSV | csv crate | import | times | CPU times | peak | of the CSV | select |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for clients in map(int, arguments.rows.split(",")):
        with tempfile.TemporaryDirectory() as place:
            place = pathlib.Path(place)
            folder = place / "extract"
            folder.mkdir()
            size = generate(folder, clients)
            files = sorted(folder.iterdir())
            floors, imports, selects = [], [], []
            for number in range(arguments.rounds):
                floors.append(run([arguments.floor, *files]))
                caseload = place / f"caseload-{number}"
                imports.append(run([arguments.program, "import", folder, "--mapping", "harrow-2010", "--to", caseload]))
                select = ["select", caseload, "--transfer-date", "2010-02-01", "--as-of", "2010-02-03"]
                selects.append(run([arguments.program, *select]))
            floor, imported, selected = median(floors), median(imports), median(selects)
            print(
                f"| {clients:,} | {size / MIB:,.1f} MiB | {floor[0]:.3f} s | {imported[0]:.2f} s | {imported[0] / floor[0]:.1f}"
                f" | {imported[1] / floor[1]:.1f} | {imported[2] / MIB:,.0f} MiB | {imported[2] / size:.1f} | {selected[0]:.2f} s |",
                flush=True,
            )


if __name__ == "__main__":
    main()
