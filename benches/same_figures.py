#!/usr/bin/env python3
"""Does a consolidated workbook hold the figures that were put into the communes' workbooks?  Needs openpyxl.

usage: same_figures.py FOLDER CONSOLIDATED.xlsx [TOTALS.csv]
       same_figures.py FOLDER EXPORTED-FOLDER              (of `export --as csv`)

FOLDER/_truth holds what was put there (examples/make_bench).  Every commune's figure on "Theo đơn vị" and every total on
"Tổng hợp" is compared in exact decimals, blanks with blanks; of an export every figure, which is all it holds.  The totals as they stand in the workbook are written to
TOTALS.csv (code,kh,th,ck), for other programs to check.  Exit code 0 if all agree.
"""

import csv
import sys
import warnings
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook

MEASURES = {"KH": "kh", "TH": "th", "CK": "ck"}


def decimal(value):
    """What Excel shows of a number: 15 digits, since workbooks hold binary floating point."""
    return None if value in (None, "") else Decimal(f"{value:.15g}") if isinstance(value, float) else Decimal(str(value))


def rows(sheet):
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def main():
    folder, workbook, *totals_path = sys.argv[1:]
    warnings.simplefilter("ignore")
    truth = Path(folder) / "_truth"
    read = lambda name: list(csv.DictReader(open(truth / name, encoding="utf-8", newline="")))
    put = {}
    for row in read("values.csv"):
        for measure in MEASURES.values():
            if row[measure]:
                put[row["commune"], row["code"], measure] = Decimal(row[measure])
    totals = {(row["code"], measure): Decimal(row[measure]) for row in read("totals.csv") for measure in MEASURES.values()}
    if Path(workbook).is_dir():
        return finish(*of_export(Path(workbook), put), 0)
    book = load_workbook(workbook, data_only=True, read_only=True)
    wrong, found, stated = [], 0, {}

    total_rows = rows(book["Tổng hợp"])
    for row in total_rows:
        code = next((cell for cell in row[9:] if (cell, "kh") in totals), None)
        if code is None:
            continue
        for measure, value in zip(("kh", "th", "ck"), (row[3], row[4], row[6])):
            stated[code, measure] = decimal(value)
    wrong += [f"total {key}: {stated.get(key)}, not {value}" for key, value in totals.items() if stated.get(key) != value]

    unit_rows = rows(book["Theo đơn vị"])
    units = {commune for commune, _, _ in put}
    head = next((row for row in unit_rows if units & set(map(str, row))), None)
    words = next((row for row in unit_rows if list(row[3:6]) == list(MEASURES)), None)
    codes = {code for code, _ in totals}
    if head is None or words is None:
        wrong.append("no sheet of the units' figures")
    else:
        for row in unit_rows:
            code = next((cell for cell in reversed(row) if cell in codes), None)
            if code is None:
                continue
            for unit, word, value in zip(head, words, row):
                if word not in MEASURES or str(unit) not in units:
                    continue
                key, value = (str(unit), code, MEASURES[word]), decimal(value)
                found += value is not None
                if value != put.get(key):
                    wrong.append(f"{key}: {value}, not {put.get(key)}")
        if found != len(put):
            wrong.append(f"{found} figures of communes, not {len(put)}")
    if totals_path:
        with open(totals_path[0], "w", encoding="utf-8", newline="") as out:
            out.write("code,kh,th,ck\n")
            for code in sorted(codes):
                out.write(",".join([code, *(str(stated.get((code, measure)) or "") for measure in MEASURES.values())]) + "\n")
    finish(wrong, found, len(stated))


def of_export(folder, put):
    """What is wrong with an export, and how many figures it holds."""
    names = {"plan": "kh", "actual": "th", "prior": "ck"}
    rows = csv.DictReader(open(folder / "values.csv", encoding="utf-8-sig", newline=""))
    given = {(row["unit"], row["indicator"], names[row["measure"]]): Decimal(row["value"]) for row in rows}
    wrong = [f"{key}: {given.get(key)}, not {put.get(key)}" for key in given.keys() | put.keys() if given.get(key) != put.get(key)]
    return wrong, len(given)


def finish(wrong, found, totals):
    print(f"{'DIFFERENT' if wrong else 'SAME'}: {found} figures of communes, {totals} totals")
    for line in wrong[:10]:
        print("  ", line)
    sys.exit(1 if wrong else 0)


main()
