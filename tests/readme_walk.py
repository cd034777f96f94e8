#!/usr/bin/env python3
"""Types what the README of the program says, word for word: a user's own extract, then a transfer over the network.

    tests/readme_walk.py [HANDOVER [README]]

Each `sh` block of the two guides is run line by line, each party in a folder of its own: a comment names who types
(incoming, outgoing, commissioner, both, everybody). Only what the guide leaves to people is done here: files are
given round (cards, the directory), the anchor is passed on, and what it says is to be filled in is filled in. Every
command must end with exit code 0. Then the same without a server, where all files are given round.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import gaps_workbook

ROOT = Path(__file__).resolve().parent.parent
GUIDES = ["## From your spreadsheet", "## Your own extract", "## From provider to provider over the network"]
PARTIES = ["incoming", "outgoing", "commissioner"]

# Who keeps a sheet, beside the parties of a transfer.
CHARITY = "charity"

# A charity's sheet, and what they type where `mapping confirm` asks: the two questions, what only they can say, that what looks sure is
# right, then column by column.
SHEET = ROOT / "crates/handover-cli/tests/sheets/clients.xlsx"
CONFIRMED = """\
yes
yes
Marl Valley
Harrow Recovery
harrow-2026
2026-12-14
2026-12-01
Sharon Price
team-leader
2026-12-01T16:00:00Z
020 7946 0101
weekdays 9:00 to 17:00
2027-03-31
contract-change
6(1)(e)
9(2)(h)
all
yes
yes

yes
yes
yes
open
yes
"""

# What is left out where there is no server.
ONLINE = re.compile(r"^handover (serve|push|pull|send|inbox|fetch|status)\b")

# A charity's spreadsheet, as the template of a mapping names its columns.
PEOPLE = """\
ID,NHS,SURNAME,FORENAME,BORN,SEX,DIED,PHONE,PHONE_SAFE,ADDRESS,POSTCODE,KEYWORKER,LAST_SEEN,CLOSING_NOTE,EP1_REFERRED,EP1_TRIAGED,\
EP1_CLOSED,EP1_REASON,CHILD1_NAME,CHILD1_BORN,CHILD1_LIVES_WITH
C001,9434765919,Fern,Alma,03/04/1980,F,,07700 900123,Y,1 High St,HA1 1AA,Sam Oke,10/11/2026,,01/05/2025,08/05/2025,,,\
Rue Fern,02/02/2015,mother
C002,,Birch,Tom,11/12/1975,M,,,,,HA2 2BB,Sam Oke,01/09/2026,,02/02/2024,09/02/2024,01/06/2024,completed,,,
C003,,Ash,Kim,30/01/1990,F,,07700 900124,N,2 Low Rd,HA3 3CC,Jo Hale,20/11/2026,,05/05/2026,12/05/2026,,,,,
"""

CONSTANTS = {
    "mandate": "harrow-2026",
    "transfer_date": "2026-12-01",
    "as_of": "2026-11-24",
    "authored_at": "2026-11-24T12:00:00Z",
    "sender": "Marl Valley",
    "recipient": "Harrow Recovery",
    "author": "Ngozi Adebarun",
    "call_back_phone": "020 7946 0101",
    "call_back_until": "2027-03-31",
}

ANSWERS = """\
{"every": {"handover": {
  "notice": {"value": {"given_on": "2026-11-20", "how": "letter", "objection": false}},
  "confidentiality": {"value": {"gate": "implied-direct-care", "aware": true, "consented": "unknown",
    "reason_if_not": "Care cannot go on without the record.", "authorised_by": {"name": "Bryn Calder", "role": "caldicott-guardian"}}},
  "countersign": {"value": {"by": {"name": "Ottoline Marsh-Keld", "role": "senior-practitioner"}, "at": "2026-11-24T12:30:00Z",
    "decision": "agreed"}}
}},
"read": [{"by": {"name": "Ottoline Marsh-Keld", "role": "senior-practitioner"}, "at": "2026-11-24T12:30:00Z",
  "reason": "Each key worker read the notes of their own clients.", "cases": ["C001", "C002", "C003"]}]}
"""

# The day on which the guide is typed; every other date is as far from it as here.
WRITTEN_FOR = date(2026, 11, 24)


def shifted(text: str) -> str:
    """The same with its dates as far from today as they are from the day of the guide."""
    distance = datetime.now(UTC).date() - WRITTEN_FOR

    def later(found: re.Match) -> str:
        form = "%Y-%m-%d" if "-" in found[0] else "%d/%m/%Y"
        return (datetime.strptime(found[0], form) + timedelta(distance.days)).strftime(form)

    return re.sub(r"\b\d{4}-\d\d-\d\d|\b\d\d/\d\d/\d{4}", later, text)


def commands(readme: str, guide: str):
    """Every line of the guide's `sh` blocks, with who types it."""
    _, found, rest = readme.partition(guide + "\n")
    if not found:
        sys.exit(f"README.md has no guide: {guide}")
    section = re.split(r"^## ", rest, maxsplit=1, flags=re.M)[0]
    for block in re.findall(r"^```sh\n(.*?)^```", section, flags=re.M | re.S):
        who = None
        for line in block.replace("\\\n", " ").splitlines():
            if line.startswith("# "):
                word = line.split()[1].rstrip(":")
                who = {"both": ["incoming", "outgoing"], "everybody": PARTIES}.get(word, [word])
                if not set(who) <= {*PARTIES, CHARITY}:
                    sys.exit(f"nobody knows who types this: {line}")
            elif line.strip():
                for party in who or sys.exit(f"nobody types this: {line}"):
                    yield party, line


def fill_in(path: Path, values: dict):
    """Writes what the guide says that people write."""
    text = path.read_text()
    for key, value in values.items():
        line = f"{key} = {shifted(value)}"
        text, found = re.subn(rf"^(?:# )?{key} = .*$", lambda _: line, text, count=1, flags=re.M)
        assert found, f"{path.name} asks for no {key}"
    path.write_text(text)


class Walk:
    def __init__(self, handover: Path, place: Path, has_server: bool):
        self.place = place
        self.has_server = has_server
        self.anchor = "not known yet"
        self.server = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        (place / "bin").mkdir()
        (place / "bin" / "handover").symlink_to(handover)
        for party in [*PARTIES, CHARITY]:
            (place / party).mkdir()
        shutil.copy(SHEET, place / CHARITY)
        (place / "outgoing" / "people.csv").write_text(shifted(PEOPLE))
        self.environment = {
            "PATH": f"{place / 'bin'}:{os.environ['PATH']}",
            "HOME": str(place),
            "HANDOVER_PASSPHRASE": "four random words here",
        }

    def type(self, party: str, line: str):
        if not self.has_server:
            if ONLINE.match(line):
                return
            line = line.replace(" --server-of ZZ902", "")
            said = [*self.place.glob("*/transfer/*"), *self.place.glob("*/sealed/*.index")]
            self.give(said, PARTIES, "transfer")
            self.give(self.place.glob("*/sealed/*.handover"), ["incoming"], "incoming")
        print(f"{party}$ {line}", flush=True)
        folder = self.place / party
        # The sheet's days are what they are.
        line = line if party == CHARITY else shifted(line)
        line = line.replace("packages.zz902.example:8470", f"localhost:{self.port}").replace("ANCHOR", self.anchor)
        if line.startswith("handover serve --config"):
            self.server = subprocess.Popen(
                line.split(), cwd=folder, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            assert b"Listening" in self.server.stdout.readline(), "the server does not start"
            return
        typed = CONFIRMED if line.startswith("handover mapping confirm") else None
        done = subprocess.run(
            ["sh", "-c", line], cwd=folder, env=self.environment, capture_output=True, text=True, input=typed
        )
        if done.returncode != 0:
            sys.exit(f"exit code {done.returncode}\n{done.stdout}{done.stderr}")
        self.people(folder, line, done.stdout)

    def people(self, folder: Path, line: str, said: str):
        """What people do between two commands."""
        if told := re.search(r"^Anchor: (\S+)", said, flags=re.M):
            self.anchor = told[1]
        self.give([*folder.glob("*.card"), *folder.glob("directory")], PARTIES, ".")
        if "--workbook gaps.xlsx" in line:
            gaps_workbook.fill_in(folder / "gaps.xlsx")
        if "> mapping.toml" in line:
            fill_in(folder / "mapping.toml", {key: f'"{value}"' for key, value in CONSTANTS.items()})
        if "> answers.json" in line:
            (folder / "answers.json").write_text(shifted(ANSWERS))
        if "mandate new" in line:
            values = {"from": '"ZZ901"', "to": '["ZZ902"]', "transfer": '"2026-12-01"', "last_resort": '"ZZ900"'}
            fill_in(folder / "mandate.toml", values)
        if "> serve.toml" in line:
            fill_in(
                folder / "serve.toml",
                {
                    "listen": f'"127.0.0.1:{self.port}"',
                    "operations": '"127.0.0.1:0"',
                    "data": '"data"',
                    "identity": '"identity"',
                    "directory": '"directory"',
                    "anchor": f'"{self.anchor}"',
                },
            )

    def give(self, files, parties: list, name: str):
        """Copies of files to the folder of that name of each party that has one."""
        for file in files:
            for folder in (self.place / party / name for party in parties):
                if folder.is_dir() and not (folder / file.name).exists():
                    shutil.copy(file, folder / file.name)

    def stop(self):
        if self.server:
            self.server.send_signal(signal.SIGTERM)
            self.server.wait()


def main():
    handover = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "target/debug/handover").resolve()
    readme = Path(sys.argv[2] if len(sys.argv) > 2 else ROOT / "crates/handover-cli/README.md").read_text()
    began = time.monotonic()
    for has_server in [True, False]:
        with tempfile.TemporaryDirectory() as place:
            walk = Walk(handover, Path(place), has_server)
            try:
                for guide in GUIDES:
                    for party, line in commands(readme, guide):
                        walk.type(party, line)
            finally:
                walk.stop()
    print(f"every line of the guides does what it says ({time.monotonic() - began:.0f} s)")


if __name__ == "__main__":
    main()
