"""Holds the commands that the READMEs of the project and of the program name against the program: every verb and every option is there.

    python3 tests/readme_commands.py PROGRAM

Looks at the lines of its `sh` and `ini` blocks that call `handover`, and at what stands between backticks and begins
with `handover` or, in the table of a transfer, with a verb.
"""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
READMES = [ROOT / "README.md", ROOT / "crates/handover-cli/README.md"]


def commands(text):
    """Every command line of the text, without the program's own name, as words."""
    joined = text.replace("\\\n", " ")
    for block in re.findall(r"^```(?:sh|ini)\n(.*?)^```", joined, re.M | re.S):
        for line in block.splitlines():
            found = re.match(r"(?:ExecStart=\S*/)?handover (.*)", line)
            if found:
                yield re.sub(r"#.*|[>|].*", "", found.group(1)).split()
    prose = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    table = re.search(r"^\| who \| types .*?\n\n", prose, re.M | re.S).group(0)
    for span in re.findall(r"`handover\s([^`]+)`", prose) + re.findall(r"`([a-z]+ [^`]+)`", table):
        words = span.split()
        if words[0] not in ("VERB", "handover"):
            yield words


def help_of(program, *verbs):
    """What the program says of a verb; `None` if it has no such verb."""
    done = subprocess.run([program, *verbs, "--help"], capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else None


def wrong(program, words):
    """What of a command line the program does not have."""
    if words[0].startswith("-"):
        told, options = help_of(program), words
    else:
        told, options = help_of(program, words[0]), words[1:]
        if told is None:
            return [words[0]]
        if re.search(r"^Commands:$", told, re.M):
            told, options = help_of(program, *words[:2]), words[2:]
            if told is None:
                return [" ".join(words[:2])]
    names = [word.split("=")[0].rstrip(",.;:") for word in options if re.match(r"--[a-z]", word)]
    return [f"{' '.join(words[:2])} {name}" for name in names if not re.search(rf"{re.escape(name)}(?![a-z-])", told)]


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: python3 tests/readme_commands.py PROGRAM")
    found = list(commands("\n".join(readme.read_text(encoding="utf-8") for readme in READMES)))
    bad = [what for words in found for what in wrong(sys.argv[1], words)]
    if bad or len(found) < 30:
        sys.exit(f"the READMEs name what the program does not have: {bad}, in {len(found)} commands")
    print(f"{len(found)} commands of the READMEs, with their options, are there")


if __name__ == "__main__":
    main()
