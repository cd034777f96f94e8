#!/usr/bin/env python3
"""Names every circle of imports of more than three files in the crates that are named (default: every crate).

An import is a `use` of what another file of the crate makes, or a path to it that begins with `crate` or `super`, outside
tests; a module that only hands a name on is passed by.
"""

import collections
import pathlib
import re
import sys

CRATES = pathlib.Path(__file__).parent.parent / "crates"


def paths(tree):
    """The paths of a use tree: `a::{b, c::d}` is `a::b` and `a::c::d`."""
    begin = re.match(r"([^{]*)\{(.*)\}$", tree.strip(), re.S)
    if not begin:
        return [tree.strip().split(" as ")[0].strip()]
    parts, depth = [""], 0
    for c in begin[2]:
        depth += (c == "{") - (c == "}")
        if c == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += c
    return [begin[1] + path for part in parts if part.strip() for path in paths(part)]


USE = re.compile(r"(\bpub(?:\([a-z ]+\))?\s+)?\buse\s+([^;]*);")
STRING = re.compile(r'"(?:\\.|[^"\\])*"')
PATH = re.compile(r"(?<![\w:$])(?:crate|super)(?:::\w+)+")


def uses(names, module, text):
    """Every path that a file uses, as a module of the crate and the names behind it; and whether it hands it on."""
    named = [(handed_on, path) for handed_on, tree in USE.findall(text) for path in paths(tree)]
    named += [("", path) for path in PATH.findall(STRING.sub("", USE.sub("", text)))]
    for handed_on, path in named:
        first, *rest = [part.strip() for part in path.split("::")]
        at = module
        while first == "super":
            at, first, rest = at[:-1], (rest or [""])[0], rest[1:]
        if first == "crate":
            at = ()
        elif first != "self":
            rest = [first, *rest]
            if at == module and (*at, first) not in names:
                continue
        yield bool(handed_on), (*at, *rest)


def imports(root):
    """The files of a crate by their modules, and from which each imports: where a name is made, not handed on."""
    names, found, handed = {}, {}, {}
    for file in root.rglob("*.rs"):
        name = file.relative_to(root).with_suffix("").parts
        names[name[:-1] if name[-1] in ("mod", "main", "lib") else name] = file
    for module, file in names.items():
        text = re.sub(r"//.*", "", file.read_text())
        text = re.split(r"#\[cfg\(test\)\]\s*mod \w+ \{", text)[0]
        text = re.sub(r"#\[cfg\(test\)\]\s*(?:pub(?:\([a-z]+\))? )?use [^;]*;", "", text)
        found[module] = list(uses(names, module, text))
        for handed_on, path in found[module]:
            if handed_on:
                handed[(*module, path[-1])] = path
    edges = collections.defaultdict(set)
    for module, all_paths in found.items():
        for handed_on, path in all_paths:
            for known in range(len(path)):
                while path[: known + 1] in handed and path[: known + 1] not in names:
                    path = handed[path[: known + 1]] + path[known + 1 :]
            while path not in names:
                path = path[:-1]
            if path != module and not handed_on:
                edges[module].add(path)
    return names, edges


def circles(names, edges):
    """Sets of files each of which leads to every other."""
    reach = {}
    for start in names:
        seen, to_do = set(), [start]
        while to_do:
            for to in edges[to_do.pop()] - seen:
                seen.add(to)
                to_do.append(to)
        reach[start] = seen
    found = {frozenset(b for b in reach[a] if a in reach[b]) for a in names if a in reach[a]}
    return sorted(found, key=len)


def main():
    bad = 0
    for crate in sys.argv[1:] or sorted(map(str, CRATES.iterdir())):
        names, edges = imports(pathlib.Path(crate) / "src")
        for circle in circles(names, edges):
            if len(circle) > 3:
                bad += 1
                print(f"{crate}: a circle of {len(circle)} files")
                for module in sorted(circle):
                    to = ", ".join("::".join(to) or "(root)" for to in sorted(edges[module] & circle))
                    print(f"  {'::'.join(module) or '(root)'} -> {to}")
    sys.exit(bad > 0)


main()
