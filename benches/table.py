#!/usr/bin/env python3
"""Measurements side by side, as a table in Markdown.

usage: table.py MEASURED.json...

The files are those of compare.py, in any number for each size; the size is the "N=…" of the title.  Ratios are taken round
by round within one file and their median is given, so that a machine that gets slower meanwhile changes none of them.  How
many rounds are behind each ratio stands in brackets.  A cell for which nothing was measured holds “–”.
"""

import json
import re
import statistics
import sys

# The names programs have in the measurements.
ONE_JOB, TWO_JOBS, CALAMINE, POLARS, PANDAS = "own-1", "own-2", "calamine-1", "c", "a"
OWN = ("own-1", "own", "own-2")
ROWS = [
    ("merge, CPU s", lambda files: value(files, OWN, "cpu")),
    ("merge, s on the clock", lambda files: value(files, OWN, "wall")),
    ("CPU ÷ reading alone with calamine, 1 thread", lambda files: ratio(files, OWN, (CALAMINE,), "cpu")),
    ("CPU of polars + fastexcel ÷ ours", lambda files: ratio(files, (POLARS,), OWN, "cpu")),
    ("CPU of pandas + openpyxl ÷ ours", lambda files: ratio(files, (PANDAS,), OWN, "cpu")),
    ("peak MiB", lambda files: value(files, OWN, "mib")),
    ("clock, 1 job ÷ 2 jobs", lambda files: ratio(files, (ONE_JOB,), (TWO_JOBS,), "wall")),
]


def value(files, names, key):
    """The first of the names that was measured; over all files that have it."""
    for name in names:
        runs = [run[key] for file in files if name in file for run in file[name]["runs"]]
        if runs:
            return f"{statistics.median(runs):.3g}" if key != "mib" else f"{max(runs):.0f}"
    return "–"


def ratio(files, above, below, key):
    """Round by round, in the first names of each that one file has both of."""
    for top in above:
        for bottom in below:
            pairs = [
                one[key] / other[key]
                for file in files
                if top in file and bottom in file
                for one, other in zip(file[top]["runs"], file[bottom]["runs"])
            ]
            if pairs:
                return f"{statistics.median(pairs):.3g} ({len(pairs)})"
    return "–"


def size(name):
    return (0, int(name)) if name.isdigit() else (1, 0)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sizes = {}
    for path in sys.argv[1:]:
        measured = json.load(open(path, encoding="utf-8"))
        named = re.search(r"N=(\w+)", measured["title"])
        if not named:
            sys.exit(f"{path}: its title names no size (N=…)")
        sizes.setdefault(named[1], []).append(measured["out"])
        for name in measured.get("failed", {}):
            print(f"{path}: {name} failed", file=sys.stderr)
    order = sorted(sizes, key=size)
    print("| | " + " | ".join(f"N={name}" if name.isdigit() else name for name in order) + " |")
    print("|---|" + "--:|" * len(order))
    for title, cell in ROWS:
        print(f"| {title} | " + " | ".join(cell(sizes[name]) for name in order) + " |")


main()
