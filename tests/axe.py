#!/usr/bin/env python3
"""Fetches axe-core, which checks pages for what keeps people out (WCAG 2.2), into a file outside the repository.

    tests/axe.py FOLDER     writes FOLDER/axe.min.js, if it is not there, and prints its path
"""
import hashlib
import io
import pathlib
import sys
import tarfile
import urllib.request

VERSION = "4.14.1"
SHA256 = "e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745"
ADDRESS = f"https://registry.npmjs.org/axe-core/-/axe-core-{VERSION}.tgz"

file = pathlib.Path(sys.argv[1]) / f"axe-{VERSION}.min.js"
if not file.exists():
    with urllib.request.urlopen(ADDRESS, timeout=60) as answer:
        archive = answer.read()
    if hashlib.sha256(archive).hexdigest() != SHA256:
        sys.exit(f"{ADDRESS} is not what was expected")
    with tarfile.open(fileobj=io.BytesIO(archive)) as package:
        script = package.extractfile("package/axe.min.js").read()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(script)
print(file.resolve())
