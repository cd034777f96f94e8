"""A whole transfer under a mandate, with real processes: agreed, sealed, and at its end opened, accepted, reconciled."""

import copy
import json
import os
import subprocess

from carrier_world import EXAMPLE, World, one_reader

# What the template of `handover mandate new` says, and what stands there instead.
FILLED = (
    ('from = ""', 'from = "ZZ901"'),
    ('to = [""]', 'to = ["ZZ902"]'),
    ('transfer = ""', 'transfer = "2026-10-01"'),
    ('last_resort = ""', 'last_resort = "ZZA01"'),
    # Cases come as they are, so nobody is selected by rules; one person signs for an office.
    ('kind = "contract-change"', 'kind = "area-move"'),
    ('eligibility = "six-months-two-journeys"\n', ""),
    ('    { statement = "package", role = "team-leader" },\n', ""),
)
TRANSFER = ["--statement", "transfer", "--to", "transfer"]
DESK = ["--statement", "desk", "--to", "desk"]


class MandatedWorld(World):
    """A world in which sender, recipient and commissioner agreed on who must arrive: `agree`, then `arrive`."""

    statements = "transfer"

    def by(self, who, *words, codes=(0,)):
        return self.call(*words, "--identity", who, *self.trust, codes=codes)

    def only(self, kind):
        [path] = (self.work / "transfer").glob(f"{kind}-*")
        return path.relative_to(self.work)

    def agree(self, packages, cases):
        """Mandate, roster and every second signature; so many cases in so many packages; returns their files."""
        example = one_reader(json.loads(EXAMPLE.read_text(encoding="utf-8")))
        self.cases = cases
        for name in ("transfer", "cases", *(f"cases-{package}" for package in range(packages))):
            (self.work / name).mkdir()
        for number in range(cases):
            case = copy.copy(example)
            sections = dict(case["sections"])
            sections["handover"] = dict(sections["handover"], case_reference=f"CASE-{number:06}")
            case["sections"] = sections
            path = self.work / "cases" / f"{number:06}.json"
            path.write_text(json.dumps(case), encoding="utf-8")
            os.link(path, self.work / f"cases-{number * packages // cases}" / path.name)
        self.call("mandate", "new", "template.toml")
        mandate = (self.work / "template.toml").read_text(encoding="utf-8")
        for before, after in FILLED:
            if before not in mandate:
                raise SystemExit(f"the template of a mandate has no {before}")
            mandate = mandate.replace(before, after)
        (self.work / "mandate.toml").write_text(mandate, encoding="utf-8")
        self.by("authority", "mandate", "sign", "mandate.toml", "--to", "transfer")
        mandate = self.only("mandate")
        for who in ("sender", "recipient"):
            self.by(who, "countersign", mandate, "--role", "office", *TRANSFER)
        self.by("sender", "select", "cases", "--mandate", mandate, *TRANSFER)
        self.by("authority", "countersign", self.only("roster"), "--role", "office", *TRANSFER)
        # Of the roster, a package of several holds only its share.
        share = ["--leave-out"] if packages > 1 else []
        files = []
        for package in range(packages):
            folder = f"sealed-{package}"
            self.by("sender", "seal", f"cases-{package}", "--for", "ZZ902:receiving-service", "--to", folder,
                    "--mandate", mandate, "--statement", "transfer", *share, codes=(0, 1) if share else (0,))
            files.extend((self.work / folder).glob("*.handover"))
        return files

    def arrive(self, fetched):
        """The recipient opens, says so and accepts, package by package; the decisions go to the server."""
        self.by("recipient", "pull", "--to", "desk")
        opened, accepted = [], 0
        for number, package in enumerate(fetched):
            folder = f"opened-{number}"
            self.by("recipient", "open", package, "--as", "json", "--to", folder, "--statement", "desk")
            opened.extend((self.work / folder).glob("[0-9]*.json"))
            self.by("recipient", "receipt", package, "--rung", "opened", *DESK)
            told = json.loads(self.by("recipient", "accept", package, "--all", "--role", "prescriber", "--team",
                                      "North team", "--worker", "P. Shah", "--json", *DESK))
            accepted += told["verdicts"]["accepted"]
        as_sealed = {path.name: json.loads(path.read_bytes()) for path in (self.work / "cases").iterdir()}
        as_opened = [json.loads(path.read_bytes()) for path in opened]
        wanted = {case["sections"]["handover"]["case_reference"]: case for case in as_sealed.values()}
        got = {case["sections"]["handover"]["case_reference"]: case for case in as_opened}
        if len(as_opened) != self.cases or got != wanted:
            raise SystemExit(f"{len(as_opened)} cases were opened, {self.cases} sealed, or one is not what it was")
        if accepted != self.cases:
            raise SystemExit(f"{accepted} of {self.cases} cases were accepted")
        self.by("recipient", "push", "desk")

    def reconcile(self, folder):
        """What the commissioner makes of what the server tells: every case accepted, or the script ends."""
        self.by("authority", "pull", "--to", folder, "--server-of", "ZZ902")
        words = ["reconcile", "--mandate", self.only("mandate"), "--statement", folder, "--json", *self.trust]
        done = subprocess.run([self.program, *map(str, words)], cwd=self.work, env=self.environment(),
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"reconcile ends with {done.returncode}: {done.stderr}{done.stdout[:400]}")
        said = json.loads(done.stdout)
        states = [row["state"] for row in said["cases"]]
        wanted = {"accepted": self.cases}
        if said["may_close"] is not True or said["totals"] != wanted or said["exceptions"] != {} \
                or said["holders"] != {"ZZ902": self.cases} or states != ["accepted"] * self.cases:
            raise SystemExit(f"reconciled otherwise: {said['totals']}, {said['holders']}, {said['exceptions']}")
        return said["totals"]
