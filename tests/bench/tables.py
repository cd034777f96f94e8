"""Times opened cases on their way into tables and back: `handover open --as workbook`, `csv` and `json`, and `import`.

    cargo build --profile dist
    python3 tests/bench/tables.py [--cases 10000] [--program target/dist/handover]

One package of so many cases, opened in each form in one run; then each of the tables is imported, and the cases are compared with those
that were sealed. Peak memory is that of the child (`ru_maxrss`). Nothing is left behind; all keys are made for the run.
"""

import argparse
import json
import pathlib
import sys
import tempfile

from whole_process import EXAMPLE, MIB, ROOT, Run, parties, write_cases


def size(path):
    """The bytes of a file, or of all files of a folder."""
    files = path.iterdir() if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files)


def tell(name, run, left):
    print(f"  {name:<28} {run.wall:8.2f} s wall {run.cpu:8.2f} s cpu {run.peak / MIB:7.0f} MiB peak"
          f" {left / MIB:8.1f} MiB written")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "target/dist/handover")
    parser.add_argument("--at", default="2026-09-20T09:00:00Z")
    arguments = parser.parse_args()
    if not arguments.program.exists():
        sys.exit(f"{arguments.program} is not there\ncargo build --profile dist")
    program = arguments.program.resolve()
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        anchor = parties(work, program, arguments.at)
        write_cases(work / "cases", arguments.cases, json.loads(EXAMPLE.read_text(encoding="utf-8")))
        trust = ["--directory", "directory.cbor", "--anchor", anchor, "--at", arguments.at]
        seal = Run().add([program, "seal", "cases", "--for", "ZZ902:receiving-service", "--to", "sealed",
                          "--identity", "sender", *trust], work)
        print(f"{arguments.cases} cases, sealed in {seal.wall:.1f} s")
        package = next((work / "sealed").glob("*.handover"))
        for form, to in (("json", "opened"), ("csv", "tables"), ("workbook", "cases.xlsx")):
            run = Run().add([program, "open", package, "--as", form, "--to", to, "--identity", "recipient", *trust], work)
            tell(f"open --as {form}", run, size(work / to))
        sealed = [json.loads(file.read_text(encoding="utf-8")) for file in sorted((work / "cases").iterdir())]
        for name in ("tables", "cases.xlsx"):
            run = Run().add([program, "import", name, "--to", f"from-{name}"], work)
            lines = (work / f"from-{name}" / "cases.jsonl").read_text(encoding="utf-8").splitlines()
            tell(f"import {name}", run, size(work / f"from-{name}"))
            if [json.loads(line) for line in lines] != sealed:
                sys.exit(f"{name}: the cases are not what was sealed")
        print("what came back is what was sealed")


if __name__ == "__main__":
    main()
