"""The SQL of docs/export.md over an export equals `merge --json` in every column. Needs the Python package duckdb.

usage: export_sql.py EXPORTED-FOLDER MERGED.json [PATH-OF-export.md]
"""

import decimal
import json
import re
import sys

import duckdb

folder, merged, page = (sys.argv + ["docs/export.md"])[1:4]
sql = re.search(r"<!-- sql -->\n```sql\n(.*?)```", open(page, encoding="utf-8").read(), re.S).group(1)
database = duckdb.connect()
database.execute(sql.replace("'data/", f"'{folder}/"))
names = ["plan", "actual", "prior", "pct_plan", "pct_prior", "verdict", "complete"]
rows = {row[0]: row[1:] for row in database.execute(f"SELECT indicator, {', '.join(names)} FROM rollup").fetchall()}
expected = json.load(open(merged, encoding="utf-8"))["rows"]
wrong = compared = 0
for row in expected:
    for name, found in zip(names, rows.get(row["indicator"], ["no row"] * len(names))):
        wanted = row[name]
        if isinstance(found, decimal.Decimal) and wanted is not None:
            wanted = decimal.Decimal(wanted)
        compared += wanted is not None
        if found != wanted:
            wrong += 1
            print(f"{row['indicator']} {name}: SQL {found}, merge {wanted}")
if len(rows) != len(expected):
    wrong += 1
    print(f"rows: SQL {len(rows)}, merge {len(expected)}")
print(f"{compared} cells with a value compared, {wrong} wrong")
sys.exit(1 if wrong or not compared else 0)
