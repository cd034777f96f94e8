"""Looks for words of the worked case where none may be: logs, metrics, file names, addresses, problems, sealed files.

Each value is looked for as it is, in other letters, and in what programs like to turn words into. Promise P11,
fault F28. Scripts that run processes end with `hunt`; alone, it looks through files and folders:

    python3 tests/canaries.py FILE|FOLDER...
"""

import base64
import pathlib
import sys
import urllib.parse

# Every sealed case has them (`handover-dataset/tests/examples/caseload-transfer.json`); the last two are what the
# scripts name cases by.
PLANTED = (
    "Winterley", "Joanna", "9990000018", "1988-03-09", "7700900123", "7700900456", "14 Larch Row", "ZZ1 4QX",
    "Hartnoll", "strangled", "penicillin", "methadone", "S. Okell", "M. Farrant", "northmoor", "NR-20417", "CASE-0",
)


def encodings(value):
    """A value as bytes, in every form that it could hide in."""
    plain = value.encode()
    yield from {plain, value.lower().encode(), value.upper().encode()}
    yield value.encode("utf-16-le")
    yield value.encode("utf-16-be")
    yield plain.hex().encode()
    yield plain.hex().upper().encode()
    quoted = urllib.parse.quote(value).encode()
    if quoted != plain:
        yield quoted
    yield plain[::-1]
    # Of Base64, the middle: both ends depend on the neighbours.
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + plain)
        yield whole[4 if shift else 0:(len(plain) + shift) // 3 * 4]


NEEDLES = [(value, form) for value in PLANTED for form in encodings(value) if len(form) >= 6]


def found(data):
    """The planted values that some bytes hold."""
    return sorted({value for value, form in NEEDLES if form in data})


def hunt(paths, told=()):
    """Looks through files, folders with the names in them, and texts; the script ends if anything is found."""
    planted = "a name: " + base64.b64encode(b"so: Winterley").decode()
    if found(planted.encode()) != ["Winterley"] or found(b"nothing of anybody"):
        sys.exit("the hunt for canaries finds no canary: it must be mended")
    looked, names, finds = 0, [], []
    for path in map(pathlib.Path, paths):
        inside = [path, *path.rglob("*")] if path.is_dir() else [path]
        names.extend(str(each) for each in inside)
        for each in inside:
            if each.is_file() and not each.is_symlink():
                data = each.read_bytes()
                looked += len(data)
                finds.extend((str(each), value) for value in found(data))
    for what, text in (("a file name", "\n".join(names)), *told):
        looked += len(text)
        finds.extend((what, value) for value in found(text.encode(errors="replace")))
    for what, value in finds[:10]:
        print(f"CANARY {value!r} in {what}")
    if finds:
        sys.exit("a word of a case is where none may be")
    return f"canaries: {len(NEEDLES)} forms of {len(PLANTED)} values in {len(names)} files, {looked / 1e6:.1f} MB: 0 found"


if __name__ == "__main__":
    print(hunt(sys.argv[1:]))
