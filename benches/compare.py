#!/usr/bin/env python3
"""Runs programs in turn and keeps what each took, for table.py.

usage: compare.py --title "N=150" --json OUT.json [--rounds R] [--warmup W] NAME=COMMAND...

A B C, A B C, …: what slows the machine down slows all of them down.  Seconds of the clock and of the processor (of the
program and of those it starts) and the peak memory of its largest process are kept for every round.  The names table.py
knows are in benches/README.md.  A program that fails is told and left out.
"""

import argparse
import json
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time


def once(command):
    with tempfile.NamedTemporaryFile() as peak:
        # What a program starts with is counted as its own at first: `time` is small, this program is not.
        line = ["/usr/bin/time", "-q", "-f", "%M", "-o", peak.name, *shlex.split(command)]
        began = time.perf_counter()
        program = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        said = program.stderr.read()
        _, status, used = os.wait4(program.pid, 0)
        wall = time.perf_counter() - began
        program.returncode = os.waitstatus_to_exitcode(status)
        kilobytes = int(peak.read().split()[-1])
    taken = {"wall": wall, "cpu": used.ru_utime + used.ru_stime, "mib": kilobytes / 1024}
    return program.returncode, taken, said.decode(errors="replace")[-300:]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--title", required=True)
    arguments.add_argument("--json", required=True)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--warmup", type=int, default=1)
    arguments.add_argument("commands", nargs="+")
    given = arguments.parse_args()
    commands = dict(command.split("=", 1) for command in given.commands)
    runs, failed = {name: [] for name in commands}, {}
    for round_number in range(given.warmup + given.rounds):
        for name, command in commands.items():
            if name in failed:
                continue
            code, taken, said = once(command)
            if code:
                failed[name] = said
                print(f"{name} failed ({code}): {said}", file=sys.stderr)
            elif round_number >= given.warmup:
                runs[name].append(taken)
    out = {}
    for name, taken in runs.items():
        if name not in failed:
            median = {key: statistics.median(run[key] for run in taken) for key in ("wall", "cpu", "mib")}
            out[name] = {**median, "runs": taken}
            print(f"{name}: {median['wall']:.3f} s, {median['cpu']:.3f} s of processor, {median['mib']:.0f} MiB")
    with open(given.json, "w", encoding="utf-8") as file:
        json.dump({"title": given.title, "out": out, "failed": failed}, file, indent=1)
    sys.exit(1 if failed else 0)


main()
