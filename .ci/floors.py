#!/usr/bin/env python3
"""Holds the figures of score.py against their floors (.ci/floors.tsv): raise a floor as its figure rises, never lower it.

    floors.py OUT.json            exit 1 if a figure is beyond its floor or is missing
    floors.py OUT.json --raise    write the figures as the new floors, where they are better
"""
import csv
import json
import sys
from pathlib import Path

FLOORS = Path(__file__).with_name("floors.tsv")


def worse_when_higher(figure):
    """Rates of mistakes have a ceiling, all other figures a floor."""
    marks = ("false flags", "wrong", "flags per 1,000", "mentions per 10,000", "true, ")
    return any(mark in figure for mark in marks)


def main():
    told = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    figures = {(item["task"], item["figure"]): item["value"] for item in told["figures"]}
    with FLOORS.open(encoding="utf-8", newline="") as source:
        floors = {(row["task"], row["figure"]): float(row["floor"]) for row in csv.DictReader(source, delimiter="\t")}
    if "--raise" in sys.argv:
        for key, value in figures.items():
            pick = min if worse_when_higher(key[1]) else max
            floors[key] = pick(value, floors.get(key, value))
        with FLOORS.open("w", encoding="utf-8", newline="") as target:
            target.write("task\tfigure\tfloor\n" + "".join(f"{task}\t{figure}\t{value}\n" for (task, figure), value in sorted(floors.items())))
        return 0
    failed = [f"{task}: could not be measured" for task in told["failed"]]
    for (task, figure), floor in floors.items():
        value = figures.get((task, figure))
        if value is None:
            failed.append(f"{task} {figure}: missing")
        elif value > floor + 1e-9 if worse_when_higher(figure) else value < floor - 1e-9:
            failed.append(f"{task} {figure}: {value}, the floor is {floor}")
    print(f"{len(floors) - len(failed)} of {len(floors)} figures hold")
    print(*failed, sep="\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
