"""Draws line charts with two logarithmic axes as an SVG image."""

import dataclasses
import math
import xml.sax.saxutils

WIDTH, HEIGHT = 460, 320  # of one chart
LEFT, RIGHT, TOP, BOTTOM = 74, 28, 34, 44
LEGEND_LINE = 16

# Distinct colours of middle lightness, visible on white and on black.
COLOURS = ("#2f81f7", "#d9822b", "#3fa34d", "#c74b6f", "#8a63d2", "#5f8a8b")


@dataclasses.dataclass
class Line:
    """One line of a chart. A dashed one is a reference for comparison; compared lines have the same
    colour, which is an index."""
    name: str
    points: list  # of pairs of numbers above 0
    colour: int = 0
    dashed: bool = False


@dataclasses.dataclass
class Chart:
    title: str
    x_label: str
    y_label: str
    lines: list


class LogAxis:
    """A logarithmic axis from a power of ten to another."""

    def __init__(self, values):
        powers = [math.log10(value) for value in values]
        self.first = math.floor(min(powers) + 1e-9) if powers else 0
        self.last = math.ceil(max(powers) - 1e-9) if powers else 1
        self.last = max(self.last, self.first + 1)

    def place(self, value):
        """The position of a value: 0 at the lower end, 1 at the upper."""
        return (math.log10(value) - self.first) / (self.last - self.first)

    def powers(self):
        return range(self.first, self.last + 1)


def power_of_ten(exponent):
    return f"{10**exponent:,}" if exponent >= 0 else f"{10.0**exponent:.{-exponent}f}"


def text(x, y, anchor, content, more=""):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{more}>'
            f"{xml.sax.saxutils.escape(content)}</text>\n")


def rule(x1, y1, x2, y2):
    return f'<path class="rule" d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"/>\n'


class Drawing:
    """One chart at a distance from the left border of the image."""

    def __init__(self, chart, x0):
        points = [point for line in chart.lines for point in line.points]
        self.chart = chart
        self.x0 = x0
        self.x_axis = LogAxis([x for x, _ in points])
        self.y_axis = LogAxis([y for _, y in points])

    def x(self, value):
        return self.x0 + LEFT + self.x_axis.place(value) * (WIDTH - LEFT - RIGHT)

    def y(self, value):
        return HEIGHT - BOTTOM - self.y_axis.place(value) * (HEIGHT - TOP - BOTTOM)

    def frame(self):
        out = text(self.x0 + LEFT, 18, "start", self.chart.title, ' font-weight="bold"')
        for power in self.x_axis.powers():
            at = self.x(10.0**power)
            out += rule(at, TOP, at, HEIGHT - BOTTOM)
            out += text(at, HEIGHT - BOTTOM + 16, "middle", power_of_ten(power))
        for power in self.y_axis.powers():
            at = self.y(10.0**power)
            out += rule(self.x0 + LEFT, at, self.x0 + WIDTH - RIGHT, at)
            out += text(self.x0 + LEFT - 6, at + 4, "end", power_of_ten(power))
        out += text(self.x0 + (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, "middle", self.chart.x_label)
        middle = (TOP + HEIGHT - BOTTOM) / 2
        return out + text(self.x0 + 12, middle, "middle", self.chart.y_label,
                          f' transform="rotate(-90 {self.x0 + 12:.1f} {middle:.1f})"')

    def line(self, line, row):
        """A line with its points, and its row in the legend."""
        stroke = f'stroke="{COLOURS[line.colour % len(COLOURS)]}" stroke-width="2"'
        if line.dashed:
            stroke += ' stroke-dasharray="5 4"'
        places = [(f"{self.x(x):.1f}", f"{self.y(y):.1f}") for x, y in line.points]
        out = "".join(f'<circle cx="{x}" cy="{y}" r="3" fill="{COLOURS[line.colour % len(COLOURS)]}"/>\n'
                      for x, y in places)
        path = "L".join(f"{x} {y}" for x, y in places)
        out += f'<path d="M{path}" fill="none" {stroke}/>\n'
        down = HEIGHT + 14 + LEGEND_LINE * row
        out += f'<path d="M{self.x0 + LEFT:.1f} {down - 4:.1f}h24" {stroke}/>\n'
        return out + text(self.x0 + LEFT + 30, down, "start", line.name)

    def draw(self):
        drawn = [line for line in self.chart.lines if line.points]
        return self.frame() + "".join(self.line(line, row) for row, line in enumerate(drawn))


def to_svg(charts):
    """The charts side by side, for light and dark backgrounds. Leaves out lines without points."""
    lines = max((len(chart.lines) for chart in charts), default=0)
    width, height = f"{WIDTH * len(charts):.1f}", f"{HEIGHT + 10 + LEGEND_LINE * lines:.1f}"
    head = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">\n'
            "<style>text{fill:#57606a}.rule{stroke:#8b949e;stroke-opacity:.35}"
            "@media(prefers-color-scheme:dark){text{fill:#9aa4ae}}</style>\n")
    return head + "".join(Drawing(chart, WIDTH * number).draw()
                          for number, chart in enumerate(charts)) + "</svg>\n"
