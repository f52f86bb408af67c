"""Prints the tables of a run of docker-monitor-bench, and draws its chart.

    build/release/docker-monitor-bench | /usr/bin/python3 bench/report.py [--plot FILE.svg]
    /usr/bin/python3 bench/report.py [--plot FILE.svg] FILE.json

Reads the JSON that docker-monitor-bench writes. The chart has cost and latency over the number of
containers.
"""

import argparse
import json
import signal
import statistics
import sys

from line_chart import Chart, Line, to_svg

KIB = 1024
MIB = 1024 * 1024


def short_number(value):
    """A number with about three significant digits and no exponent: `0.012`, `1.23`, `12300`; a dash
    for none."""
    if value is None:
        return "–"
    size = abs(value)
    digits = 0 if size >= 100 or size == 0 else 1 if size >= 10 else 2 if size >= 1 else 3
    return f"{value:.{digits}f}"


def seconds(value):
    return short_number(value) + " s"


def scaled(value, factor):
    return short_number(None if value is None else value * factor)


def text_table(header, rows):
    """Columns as wide as their widest cell, all but the first aligned to the right."""
    table = [header, *rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    out = ""
    for first, *others in table:
        cells = [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(others, widths[1:]))]
        out += "  ".join(cells).rstrip() + "\n"
    return out


# Each column of a table is a title and a function that makes the cell of a row of the JSON.
CONTAINERS = ("containers", lambda row: str(row["containers"]))
LOAD = ("load", lambda row: row["load"])
EVERY = ("every", lambda row: seconds(row["intervalSeconds"]))


def whole(title, *path):
    return title, lambda row: "–" if member(row, path) is None else str(member(row, path))


def short(title, *path):
    return title, lambda row: short_number(member(row, path))


def share(title, *path):
    """A share as a percentage."""
    return title, lambda row: scaled(member(row, path), 100) + " %"


def size(title, *path):
    return title, lambda row: scaled(member(row, path), 1 / MIB)


def mean(title, *path):
    def cell(row):
        values = member(row, path)
        return short_number(statistics.fmean(values) if values else None)

    return title, cell


def member(row, path):
    """A member of a member …; none where one is absent."""
    for name in path:
        row = row.get(name)
        if row is None:
            return None
    return row


COST = (
    CONTAINERS, LOAD, EVERY, short("program", "programUs"), short("bare loop", "bareLoopUs"),
    short("ratio", "ratio"), short("reader loop", "readerLoopUs"), short("engine", "simulatedEngineUs"),
    short("host-wide", "hostWideUs"), size("RSS MiB", "rssBytes"),
    short("bytes/container", "bytesPerContainer"), whole("descriptors", "descriptors"),
    short("ready ms", "readyMs"))
OTHER = (
    CONTAINERS, LOAD, EVERY, short("its CPU", "other", "programUs"), short("ours", "programUs"),
    short("engine under it", "other", "engineUs"), short("under ours", "simulatedEngineUs"),
    short("host-wide", "other", "hostWideUs"), size("RSS MiB", "other", "rssBytes"),
    whole("descriptors", "other", "descriptors"), whole("processes", "other", "processes"))
LATENCY = (
    CONTAINERS, ("of", lambda row: row["of"]), whole("bytes", "bytes"),
    short("requests/s", "requestsPerSecond"), short("bare Beast", "bareBeast", "requestsPerSecond"),
    short("ratio", "rateRatio"), short("p50 µs", "p50Us"), short("p99 µs", "p99Us"),
    short("bare p50", "bareBeast", "p50Us"), short("bare p99", "bareBeast", "p99Us"),
    short("p99 ratio", "p99Ratio"), short("nginx/s", "nginxRequestsPerSecond"))
SAMPLING = (
    CONTAINERS, LOAD, EVERY, whole("samples", "samples"), whole("missed", "missed"),
    short("jitter p50 ms", "jitterP50Ms"), short("p99 ms", "jitterP99Ms"),
    short("memory reads/sample", "memoryReadsPerSample"), whole("from cgroup", "fromCgroup"))
ALARMS = (CONTAINERS, whole("events", "events"), short("p50 ms", "p50Ms"), short("p99 ms", "p99Ms"))
STARTS = (CONTAINERS, short("ready ms", "readyMs"))
ENGINE = (("call", lambda row: row[0]), ("a minute", lambda row: short_number(row[1])))
SCRAPE = (
    CONTAINERS, whole("bytes", "bytes"), short("first ms", "firstMs"), short("second ms", "secondMs"),
    share("sampling meanwhile", "samplingShare"))
STREAMS = (
    whole("clients", "clients"), CONTAINERS, ("form", lambda row: "gzip" if row["gzip"] else "plain"),
    share("CPU", "cpuShare"), share("without", "quietShare"), short("bytes/s each", "bytesPerSecond"),
    short("seconds", "seconds"), whole("fewest updates", "fewestUpdates"), whole("dropped", "lost"),
    size("RSS MiB", "rssBytes"))
MUTE = (
    CONTAINERS, short("p99 µs of others", "p99Us"), short("without it", "p99WithoutUs"),
    short("ratio", "p99Ratio"),
    ("dropped after",
     lambda row: seconds(row["droppedSeconds"]) if "droppedSeconds" in row else "never"),
    size("RSS MiB before", "rssBeforeBytes"), size("most", "rssMostBytes"),
    size("after", "rssAfterBytes"))
UNCHANGED = (
    CONTAINERS, short("requests/s", "requestsPerSecond"), short("bare Beast", "bareBeastRequestsPerSecond"),
    short("ratio", "rateRatio"))
TLS = (
    *UNCHANGED,
    ("KiB of an idle client", lambda row: scaled(row["bytesPerIdleClient"], 1 / KIB)),
    short("descriptors", "descriptorsPerIdleClient"))
HISTORY_COST = (CONTAINERS, LOAD, mean("CPU µs", "withUs"), mean("without", "withoutUs"), short("ratio", "ratio"))
HISTORY = (
    whole("containers", "fewContainers"), ("filled for", lambda row: seconds(row["filledSeconds"])),
    size("RSS MiB", "rssBytes"), size("without", "rssWithoutBytes"), short("bytes/value", "bytesPerValue"),
    short("a day ms", "dayMs"), whole("points", "dayPoints"), short("30 days ms", "monthMs"),
    whole("points", "monthPoints"))
ADDITION = (
    whole("containers", "cost", "containers"), ("load", lambda row: row["cost"]["load"]),
    mean("CPU µs", "cost", "withUs"), mean("without", "cost", "withoutUs"), short("ratio", "cost", "ratio"),
    size("RSS MiB", "rssBytes"), size("without", "rssWithoutBytes"),
    ("more", lambda row: scaled(row["rssBytes"] - row["rssWithoutBytes"], 1 / MIB)))
TARGETS = (
    ("target", lambda row: row["target"]), ("measured", lambda row: row["measured"]),
    ("met?", lambda row: "yes" if row["met"] else "NO"))


def one(found, *path):
    """A part of the JSON as the only row of a table; none where it was not measured."""
    row = member(found, path)
    return [] if row is None else [row]


def tables(found):
    """Title, columns and rows of each table."""
    cost = found["cost"]
    yield "CPU in µs per container-sample", COST, cost
    yield ("The other program, CPU in µs per container-sample", OTHER,
           [row for row in cost if "other" in row])
    yield "HTTP, 32 connections, while sampling", LATENCY, found["latency"]
    yield "Sampling", SAMPLING, found["sampling"]
    yield "Event to alarm", ALARMS, found["alarms"]
    yield "Exec to ready", STARTS, [] if cost else found["starts"]
    yield "Calls to the engine", ENGINE, list(found.get("engineCallsPerMinute", {}).items())
    yield "Scrapes of /metrics, CPU", SCRAPE, one(found, "interfaces", "scrape")
    yield ("Clients of the stream, share of a core", STREAMS,
           found.get("interfaces", {}).get("streams", []))
    yield "A client of the stream that reads nothing", MUTE, one(found, "interfaces", "muteClient")
    yield ("304 for an unchanged list, 32 connections", UNCHANGED,
           one(found, "interfaces", "unchanged"))
    yield "TLS, one container, 32 connections", TLS, one(found, "tls")
    yield ("What the history adds to a sample", HISTORY_COST,
           found.get("history", {}).get("costs", []))
    yield "The metric history", HISTORY, one(found, "history")
    addition = found.get("with", {"arguments": "", "rows": []})
    yield f"What {addition['arguments']} adds to a sample", ADDITION, addition["rows"]
    yield "Targets", TARGETS, found["targets"]


def to_text(found):
    """The machine, and a table for what was measured."""
    out = found["machine"] + "\n\n"
    for title, columns, rows in tables(found):
        if rows:
            cells = [[cell(row) for _, cell in columns] for row in rows]
            out += title + "\n" + text_table([name for name, _ in columns], cells) + "\n"
    return out


def line_of(name, rows, value, colour, dashed=False):
    """A line of one value of each row that has it."""
    points = sorted((row["containers"], value(row)) for row in rows if (value(row) or 0) > 0)
    return Line(name, points, colour, dashed)


def cost_chart(rows):
    lines = []
    for colour, load in enumerate(("idle", "waking", "busy")):
        of_load = [row for row in rows if row["load"] == load]
        # One line per load: of two intervals for one number of containers, the longer is left out.
        shown = [row for row in of_load
                 if not any(other["containers"] == row["containers"]
                            and other["intervalSeconds"] < row["intervalSeconds"] for other in of_load)]
        lines += [line_of(f"docker-monitor, {load} containers", shown, lambda row: row["programUs"], colour),
                  line_of(f"bare loop that reads every file, {load}", shown,
                          lambda row: row["bareLoopUs"], colour, dashed=True)]
    return Chart("What a sample costs", "containers", "µs of CPU per container-sample",
                 [line for line in lines if line.points])


def latency_chart(rows):
    lines = []
    for colour, (what, name) in ((0, ("one", "one container")), (2, ("all", "all of them"))):
        shown = [row for row in rows if row["of"] == what]
        lines += [line_of(f"p50, {name}", shown, lambda row: row["p50Us"], colour),
                  line_of(f"p99, {name}", shown, lambda row: row["p99Us"], colour + 1),
                  line_of(f"p50, {name}, bare Beast", shown, lambda row: row["bareBeast"]["p50Us"], colour,
                          dashed=True)]
    return Chart("How fast it answers meanwhile", "containers", "µs, 32 connections",
                 [line for line in lines if line.points])


def charts(found):
    """The charts of cost and latency over the number of containers."""
    return [cost_chart(found["cost"]), latency_chart(found["latency"])]


def read(path):
    """The findings in a file, or those that a harness writes to standard input."""
    if path != "-":
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    # Ctrl-C interrupts the harness, which then writes what it has found so far.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return json.load(sys.stdin)
    finally:
        signal.signal(signal.SIGINT, before)


def main():
    parser = argparse.ArgumentParser(
        description="Prints the tables of a run of docker-monitor-bench, and draws its chart.")
    parser.add_argument("file", nargs="?", default="-", help="the JSON (standard input)")
    parser.add_argument("--plot", metavar="FILE.svg", help="file to draw cost and latency in")
    asked = parser.parse_args()
    try:
        found = read(asked.file)
    except (OSError, ValueError) as error:
        sys.exit(f"report.py: no findings of docker-monitor-bench: {error}")
    print(to_text(found), end="")
    if asked.plot:
        with open(asked.plot, "w", encoding="utf-8") as file:
            file.write(to_svg(charts(found)))


if __name__ == "__main__":
    main()
