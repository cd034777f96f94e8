"""Proves that every test is built and run.

A folder `tests/` at the root of a virtual workspace is silently never compiled, and a file that no `mod`
names is no test at all. So: every `#[test]` and every vector in the sources must be named by
`cargo test -- --list`.
"""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TEST = re.compile(r"#\[(?:[a-z_:]+::)?test\][^{;]*?\bfn\s+([a-z0-9_]+)", re.S)
COMMAND = ["cargo", "test", "--workspace", "--locked", "--quiet", "--", "--list"]


def main() -> int:
    listing = subprocess.run(COMMAND, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    listed = [line.removesuffix(": test") for line in listing.splitlines() if line.endswith(": test")]
    names = {name.rsplit("::", 1)[-1] for name in listed}
    missing = []
    seen = 0
    for folder in ("crates", "tests"):
        for path in sorted((ROOT / folder).rglob("*.rs")):
            for test in TEST.findall(path.read_text(encoding="utf-8")):
                seen += 1
                if test not in names:
                    missing.append(f"{path.relative_to(ROOT)}: {test}")
    foreign = ROOT / "tests" / "vectors" / "foreign"
    for pattern in ("packages/*.handover", "statements/*.cbor", "refusals/*.bin"):
        for path in sorted(foreign.glob(pattern)):
            seen += 1
            if not any(name.endswith(path.name) for name in listed):
                missing.append(str(path.relative_to(ROOT)))
    print(f"{seen} tests and vectors in the sources, {len(listed)} listed, {len(missing)} never run")
    for line in missing:
        print(f"  never runs: {line}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
