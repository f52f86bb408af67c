"""The tables and the chart that bench/report.py makes of what docker-monitor-bench has found."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

from support import monitor, waiting

BENCH = os.path.join(monitor.ROOT, "bench")
sys.path.append(BENCH)

import line_chart  # noqa: E402 (found by the line above)
import report  # noqa: E402
from line_chart import Chart, Line  # noqa: E402

MIB = 1 << 20


def cost(containers, load, interval, program):
    return {"containers": containers, "load": load, "intervalSeconds": interval, "programUs": program,
            "bareLoopUs": 10, "ratio": program / 10, "readerLoopUs": 2, "simulatedEngineUs": 0.5,
            "rssBytes": 12 * MIB + containers * 8192, "descriptors": 20, "readyMs": 435.4}


def latency(what, ratio):
    return {"containers": 1000, "of": what, "bytes": 180, "requestsPerSecond": 75_000, "p50Us": 500,
            "p99Us": 900, "bareBeast": {"requestsPerSecond": 76_000, "p50Us": 510, "p99Us": 950},
            "rateRatio": ratio, "p99Ratio": 1.2, "failures": 0}


def stream(gzip, share, lost):
    return {"clients": 1000, "containers": 100, "gzip": gzip, "cpuShare": share, "quietShare": 0.01,
            "bytesPerSecond": 12_345.6, "seconds": 6.5, "fewestUpdates": 6, "lost": lost,
            "rssBytes": 30 * MIB}


def everything():
    return {
        "machine": "2 × something",
        "cost": [cost(100, "idle", 1, 6), cost(1000, "idle", 1, 5), cost(1000, "busy", 1, 14),
                 cost(1000, "idle", 5, 6), cost(10_000, "idle", 5, 7)],
        "latency": [latency("one", 0.97), latency("all", 0.9)],
        "sampling": [{"containers": 1000, "load": "idle", "intervalSeconds": 1, "samples": 9000,
                      "missed": 2, "jitterP50Ms": 0.12, "jitterP99Ms": 1.5,
                      "memoryReadsPerSample": 0.25, "fromCgroup": 1000}],
        "alarms": [{"containers": 1000, "events": 60, "p50Ms": 0.8, "p99Ms": 2.5}],
        "starts": [],
        "engineCallsPerMinute": {"list": 1, "stats": 0},
        "interfaces": {
            "scrape": {"containers": 1000, "bytes": 3_000_000, "firstMs": 4.2, "secondMs": 2.1,
                       "samplingShare": 0.03},
            "streams": [stream(False, 0.05, 0), stream(True, 0.09, 1)],
            "muteClient": {"containers": 1000, "p99Us": 900, "p99WithoutUs": 820, "p99Ratio": 1.1,
                           "rssBeforeBytes": 20 * MIB, "rssMostBytes": 22 * MIB,
                           "rssAfterBytes": 21 * MIB, "droppedSeconds": 11},
            "unchanged": {"containers": 1000, "requestsPerSecond": 72_000,
                          "bareBeastRequestsPerSecond": 80_000, "rateRatio": 0.9}},
        "tls": {"containers": 100, "requestsPerSecond": 50_000, "bareBeastRequestsPerSecond": 52_000,
                "rateRatio": 0.95, "bytesPerIdleClient": 20_480, "descriptorsPerIdleClient": 1.5},
        "targets": [{"target": "RSS: ≤ 20 MiB", "measured": "12.8 MiB", "met": True},
                    {"target": "the same: one descriptor", "measured": "1.50", "met": False}]}


def nothing():
    return {"machine": "2 × something", "cost": [], "latency": [], "sampling": [], "alarms": [],
            "starts": [], "targets": []}


class Tables(unittest.TestCase):
    def table(self, found, title):
        """The lines of a table, each as the list of its cells."""
        parts = report.to_text(found).rstrip("\n").split("\n\n")
        (lines,) = (part.splitlines()[1:] for part in parts if part.splitlines()[0] == title)
        return [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in lines]

    def test_columns_are_as_wide_as_their_widest_cell(self):
        self.assertEqual(report.text_table(["what", "µs"], [["a", "1"], ["longer", "12345"]]),
                         "what       µs\n"
                         "a           1\n"
                         "longer  12345\n")
        self.assertEqual(report.text_table(["a", "b"], [["1", ""], ["2", "3"]]), "a  b\n1\n2  3\n")

    def test_numbers_have_about_three_digits(self):
        for value, text in ((12345.6, "12346"), (12.34, "12.3"), (1.234, "1.23"), (0.01234, "0.012"),
                            (0, "0"), (-1.5, "-1.50"), (None, "–")):
            self.assertEqual(report.short_number(value), text)

    def test_what_is_absent_is_a_dash(self):
        for column in (report.whole, report.short, report.size, report.mean):
            _, cell = column("title", "a", "b")
            self.assertEqual([cell({}), cell({"a": {}})], ["–", "–"])
        self.assertEqual(report.mean("title", "a")[1]({"a": []}), "–")

    def test_there_is_a_table_for_what_was_measured_only(self):
        text = report.to_text(everything())
        self.assertTrue(text.startswith("2 × something\n\n"))
        for title in ("CPU in µs", "HTTP, 32", "Sampling", "Event to alarm", "Calls to the engine",
                      "Scrapes of", "Clients of the stream", "reads nothing", "304", "TLS, one", "Targets"):
            self.assertIn(title, text)
        for title in ("other program", "Exec to ready", "history", "adds to a sample"):
            self.assertNotIn(title, text)
        self.assertEqual(report.to_text(nothing()), "2 × something\n\n")

    def test_every_column_has_its_value(self):
        found = everything()
        found["cost"][1]["hostWideUs"] = 8
        found["cost"][1]["bytesPerContainer"] = 8192
        rows = self.table(found, "CPU in µs per container-sample")
        self.assertEqual(rows[0], ["containers", "load", "every", "program", "bare loop", "ratio",
                                   "reader loop", "engine", "host-wide", "RSS MiB", "bytes/container",
                                   "descriptors", "ready ms"])
        self.assertEqual(rows[1], ["100", "idle", "1.00 s", "6.00", "10.0", "0.600", "2.00", "0.500",
                                   "–", "12.8", "–", "20", "435"])
        self.assertEqual(rows[2][8:11], ["8.00", "19.8", "8192"])
        rows = self.table(found, "HTTP, 32 connections, while sampling")
        self.assertEqual(rows[1], ["1000", "one", "180", "75000", "76000", "0.970", "500", "900", "510",
                                   "950", "1.20", "–"])
        rows = self.table(found, "Sampling")
        self.assertEqual(rows[1], ["1000", "idle", "1.00 s", "9000", "2", "0.120", "1.50", "0.250", "1000"])
        self.assertEqual(self.table(found, "Event to alarm")[1], ["1000", "60", "0.800", "2.50"])
        self.assertEqual(self.table(found, "Calls to the engine")[1:], [["list", "1.00"], ["stats", "0"]])
        self.assertEqual(self.table(found, "Targets")[1:],
                         [["RSS: ≤ 20 MiB", "12.8 MiB", "yes"], ["the same: one descriptor", "1.50", "NO"]])

    def test_interfaces_and_tls_have_their_values(self):
        found = everything()
        self.assertEqual(self.table(found, "Scrapes of /metrics, CPU")[1],
                         ["1000", "3000000", "4.20", "2.10", "3.00 %"])
        self.assertEqual(self.table(found, "Clients of the stream, share of a core")[1:], [
            ["1000", "100", "plain", "5.00 %", "1.00 %", "12346", "6.50", "6", "0", "30.0"],
            ["1000", "100", "gzip", "9.00 %", "1.00 %", "12346", "6.50", "6", "1", "30.0"]])
        title = "A client of the stream that reads nothing"
        self.assertEqual(self.table(found, title)[1],
                         ["1000", "900", "820", "1.10", "11.0 s", "20.0", "22.0", "21.0"])
        del found["interfaces"]["muteClient"]["droppedSeconds"]
        self.assertEqual(self.table(found, title)[1][4], "never")
        self.assertEqual(self.table(found, "304 for an unchanged list, 32 connections")[1],
                         ["1000", "72000", "80000", "0.900"])
        self.assertEqual(self.table(found, "TLS, one container, 32 connections")[1],
                         ["100", "50000", "52000", "0.950", "20.0", "1.50"])

    def test_starts_have_a_table_where_no_cost_was_measured(self):
        found = {**nothing(), "starts": [{"containers": 10, "readyMs": 50}]}
        self.assertEqual(self.table(found, "Exec to ready")[1], ["10", "50.0"])

    def test_the_history_has_its_tables(self):
        found = {**nothing(), "history": {
            "costs": [{"containers": 1000, "load": "busy", "withUs": [10, 12], "withoutUs": [10, 10],
                       "ratio": 1.1}],
            "fewContainers": 100, "filledSeconds": 900, "rssBytes": 24 * MIB, "rssWithoutBytes": 19 * MIB,
            "bytesPerValue": 1.13, "dayMs": 2.7, "dayPoints": 5757, "monthMs": 5.7, "monthPoints": 8640}}
        self.assertEqual(self.table(found, "What the history adds to a sample")[1],
                         ["1000", "busy", "11.0", "10.0", "1.10"])
        self.assertEqual(self.table(found, "The metric history")[1],
                         ["100", "900 s", "24.0", "19.0", "1.13", "2.70", "5757", "5.70", "8640"])

    def test_what_arguments_add_has_its_table(self):
        row = {"cost": {"load": "idle", "containers": 50, "withUs": [10, 12], "withoutUs": [10, 10],
                        "ratio": 1.1}, "rssBytes": 24 * MIB, "rssWithoutBytes": 19 * MIB}
        found = {**nothing(), "with": {"arguments": "--fleet a.fleet", "rows": [row]}}
        self.assertEqual(self.table(found, "What --fleet a.fleet adds to a sample")[1],
                         ["50", "idle", "11.0", "10.0", "1.10", "24.0", "19.0", "5.00"])

    def test_another_program_has_its_table(self):
        found = everything()
        found["cost"][0]["other"] = {"programUs": 900, "engineUs": 3, "hostWideUs": 950,
                                     "rssBytes": 80 * MIB, "descriptors": 40, "processes": 3}
        rows = self.table(found, "The other program, CPU in µs per container-sample")
        self.assertEqual(rows[1:], [["100", "idle", "1.00 s", "900", "6.00", "3.00", "0.500", "950",
                                     "80.0", "40", "3"]])


class Drawing(unittest.TestCase):
    def test_there_is_one_line_a_load_without_the_longer_interval(self):
        drawn = report.charts(everything())
        self.assertEqual(len(drawn), 2)
        idle = drawn[0].lines[0]
        self.assertEqual(len(idle.points), 3)  # 100, 1,000 at 1 s, 10,000 at 5 s
        self.assertEqual(idle.points[1], (1000, 5))
        self.assertTrue(drawn[0].lines[1].dashed)
        self.assertEqual(drawn[0].lines[1].colour, idle.colour)
        self.assertEqual([line.name for line in drawn[1].lines][:3],
                         ["p50, one container", "p99, one container", "p50, one container, bare Beast"])

    def test_every_point_is_drawn_within_the_image(self):
        svg = line_chart.to_svg([Chart("title", "x", "y", [Line("line", [(1, 0.5), (10_000, 700)])])])
        self.assertTrue(svg.startswith("<svg ") and svg.endswith("</svg>\n"))
        self.assertEqual(svg.count("<circle "), 2)
        self.assertNotIn("nan", svg)
        self.assertNotIn("inf", svg)
        # The least at the left end of the axis, the most at the right.
        self.assertEqual(svg.count('<circle cx="74.0"'), 1)
        self.assertEqual(svg.count('<circle cx="432.0"'), 1)

    def test_axes_are_labelled_by_powers_of_ten(self):
        svg = line_chart.to_svg([Chart("title", "x", "y", [Line("line", [(1, 0.05), (10_000, 3)])])])
        for label in (">0.01<", ">0.1<", ">1<", ">10<", ">100<", ">1,000<", ">10,000<"):
            self.assertIn(label, svg)

    def test_one_value_and_none_at_all_give_a_chart_too(self):
        svg = line_chart.to_svg([Chart("t", "x", "y", [Line("one", [(10, 10)], dashed=True)])])
        self.assertEqual(svg.count("<circle "), 1)
        svg = line_chart.to_svg([Chart("t", "x", "y", [Line("empty", [])])])
        self.assertNotIn("nan", svg)
        self.assertTrue(svg.endswith("</svg>\n"))
        xml.etree.ElementTree.fromstring(line_chart.to_svg(report.charts(nothing())))

    def test_names_are_escaped(self):
        svg = line_chart.to_svg([Chart("a < b & c", "x", "y", [])])
        self.assertEqual(svg.count("a &lt; b &amp; c"), 1)


class Command(unittest.TestCase):
    COMMAND = ("/usr/bin/python3", os.path.join(BENCH, "report.py"))

    def test_a_file_is_printed_and_drawn(self):
        with tempfile.TemporaryDirectory(prefix="dm-bench-") as folder:
            found, drawn = f"{folder}/found.json", f"{folder}/drawn.svg"
            with open(found, "w", encoding="utf-8") as file:
                json.dump(everything(), file)
            result = subprocess.run([*self.COMMAND, "--plot", drawn, found], capture_output=True, text=True,
                                    timeout=60, check=False)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual(result.stdout, report.to_text(everything()))
            picture = xml.etree.ElementTree.parse(drawn).getroot()
        self.assertTrue(picture.tag.endswith("svg"))
        self.assertGreater(len(list(picture)), 20)

    def test_what_is_no_json_is_an_error(self):
        result = subprocess.run(self.COMMAND, input="", capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(result.returncode, 1)
        self.assertIn("no findings of docker-monitor-bench", result.stderr)

    def test_an_interruption_waits_for_what_the_harness_has_found(self):
        with subprocess.Popen(self.COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True) as printer:
            waiting.until(lambda: self.ignores_interrupt(printer.pid), 30, "SIGINT is not ignored")
            printer.send_signal(signal.SIGINT)
            printed, errors = printer.communicate(json.dumps(everything()), timeout=30)
        self.assertEqual(printer.returncode, 0, errors)
        self.assertEqual(printed, report.to_text(everything()))

    @staticmethod
    def ignores_interrupt(pid):
        with open(f"/proc/{pid}/status", encoding="ascii") as file:
            ignored = next(line.split()[1] for line in file if line.startswith("SigIgn"))
        return bool(int(ignored, 16) & 1 << (signal.SIGINT - 1))
