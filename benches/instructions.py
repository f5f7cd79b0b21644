#!/usr/bin/env python3
"""How many instructions `chitieu merge` takes for each workbook, and which step takes them.  Needs valgrind.

usage: instructions.py [--bin PROGRAM] [--few N] [--many N] [--repeat TIMES] [--keep FOLDER]

Instructions do not depend on what else the machine does, so that a change of 1 % is seen where seconds show nothing.
Workbooks are made by examples/make_bench.  The merge of few and that of many differ by what each further workbook takes:
(I(many) − I(few)) / (many − few); the rest is fixed.  Without --bin the program is built as `cargo build --profile
counted`: the release build with the names of its functions, which the steps are told by.  One job, since the order in which
threads run is not repeatable.  --repeat counts again and says how far the counts differ.
"""

import argparse
import collections
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STEPS = ["read", "locate", "check", "compute", "write", "schema", "rest"]
ARGUMENT = re.compile(r"^(fn|fl|fi|fe|cfn|cfi|cfl|ob|cob)=(?:\((\d+)\))?\s*(.*)$")


def step_of(source):
    """The step a line of our source belongs to; none for libraries and for things that all steps use."""
    own = re.search(r"(?:^|/)src/(read|locate|check|compute|write|schema|cli|pipeline|main)(?:/[^.]+)?(?:\.rs|$|/)", source or "")
    if not own or "/registry/" in source or "/rustc/" in source or "/library/" in source:
        return None
    return own[1] if own[1] in STEPS else "rest"


def step_of_function(name):
    own = re.match(r"^<?chitieu::(read|locate|check|compute|write|schema|cli|pipeline)::", name)
    return (own[1] if own[1] in STEPS else "rest") if own else None


class Profile:
    """What callgrind counted: instructions by function and step, and what was called from where."""

    def __init__(self, path):
        self.own = collections.Counter()  # step → instructions of lines that are the step's
        self.neutral = collections.Counter()  # function → instructions of its own lines that are no step's
        self.calls = collections.defaultdict(collections.Counter)  # function → (step or calling function) → instructions
        names, function, source, callee = {}, None, None, None
        called = False
        for line in open(path, encoding="utf-8", errors="replace"):
            line = line.rstrip("\n")
            argument = ARGUMENT.match(line)
            if argument:
                key, number, name = argument.groups()
                kind = "f" if key in ("fn", "cfn") else "o" if key in ("ob", "cob") else "s"
                if number and name:
                    names[kind, number] = name
                name = name or names.get((kind, number), "")
                if key == "fn":
                    function = name
                elif key in ("fl", "fi", "fe"):
                    source = name
                elif key == "cfn":
                    callee = name
            elif line.startswith("calls="):
                called = True
            elif line[:1] in "0123456789+-*" and line and function is not None:
                cost = int(line.split()[-1])
                step = step_of(source) or step_of_function(function)
                if called:
                    if callee != function:
                        self.calls[callee][("step", step) if step else ("function", function)] += cost
                    called = False
                elif step:
                    self.own[step] += cost
                else:
                    self.neutral[function] += cost
        self.total = sum(self.own.values()) + sum(self.neutral.values())

    def by_step(self):
        """Instructions by step; those of libraries count for the steps that call them."""
        share = {function: {} for function in self.neutral.keys() | self.calls.keys()}
        for _ in range(60):
            moved = 0.0
            for function in share:
                new, whole = collections.Counter(), 0
                for (kind, who), cost in self.calls[function].items():
                    whole += cost
                    for step, part in ({who: 1.0} if kind == "step" else share.get(who, {})).items():
                        new[step] += cost * part
                new = {step: cost / whole for step, cost in new.items()} if whole else {}
                moved = max([moved, *(abs(new.get(step, 0) - share[function].get(step, 0)) for step in STEPS)])
                share[function] = new
            if moved < 1e-6:
                break
        steps = collections.Counter(self.own)
        for function, cost in self.neutral.items():
            told = 0.0
            for step, part in share[function].items():
                steps[step] += cost * part
                told += part
            steps["rest"] += cost * max(0.0, 1.0 - told)
        return steps


def count(program, folder, out):
    """Merges under callgrind with nothing of the surroundings that could change the count."""
    profile = out / "callgrind.out"
    command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}", str(program), "merge", str(folder)]
    command += ["--schema", str(folder / "_truth/schema.toml"), "--out", str(out / "merged.xlsx"), "--jobs", "1", "--quiet"]
    run = subprocess.run(command, env={"PATH": os.environ["PATH"], "LC_ALL": "C"}, capture_output=True, text=True)
    if run.returncode:
        sys.exit(f"{' '.join(command)}\n{run.stderr[-2000:]}")
    return Profile(profile)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--bin", type=Path)
    arguments.add_argument("--few", type=int, default=20)
    arguments.add_argument("--many", type=int, default=60)
    arguments.add_argument("--repeat", type=int, default=1)
    arguments.add_argument("--keep", type=Path, help="where the workbooks are made and left")
    given = arguments.parse_args()
    build = ["cargo", "build", "--quiet", "--locked", "--profile", "counted", "--example", "make_bench"]
    subprocess.run(build if given.bin else [*build, "--bin", "chitieu"], cwd=ROOT, check=True)
    built = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "counted"
    program = (given.bin or built / "chitieu").resolve()
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        folder = given.keep or scratch
        counted = {}
        for workbooks in (given.few, given.many):
            made = folder / str(workbooks)
            if not (made / "_truth").is_dir():
                subprocess.run([built / "examples/make_bench", made, str(workbooks)], check=True, stdout=subprocess.DEVNULL)
            counted[workbooks] = [count(program, made, scratch) for _ in range(given.repeat)]
    few, many = counted[given.few][0], counted[given.many][0]
    further = given.many - given.few
    each = (many.total - few.total) / further
    fixed = few.total - each * given.few
    print(f"{given.few} workbooks: {few.total:,} instructions; {given.many}: {many.total:,}")
    print(f"each further workbook: {each / 1e6:.3f} million; fixed: {fixed / 1e6:.3f} million\n")
    at_few, at_many = few.by_step(), many.by_step()
    print("| step | million a workbook | share | fixed, million |\n|---|--:|--:|--:|")
    for step in STEPS:
        of_each = (at_many[step] - at_few[step]) / further
        of_fixed = at_few[step] - of_each * given.few
        print(f"| {step} | {of_each / 1e6:.3f} | {of_each / each * 100:.1f} % | {of_fixed / 1e6:.3f} |")
    for workbooks, profiles in counted.items():
        totals = [profile.total for profile in profiles]
        if len(totals) > 1:
            print(f"\n{workbooks} workbooks counted {len(totals)} times: {(max(totals) / min(totals) - 1) * 100:.4f} % apart")


main()
