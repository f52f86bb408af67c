// What charts are made of: the server's history, and over it what this page has seen.
import type { ChartData, Line } from "./chart";
import { CELL, isSeen, type HistoryMetric, type Metric, type Recent } from "../state/recent";
import { moment } from "../state/format";
import type { Tone } from "./icons";
import type { History } from "../state/types";

/** Whose metrics are drawn. */
export interface Source {
  /** Where the API has it: `host`, or `containers/web`. */
  path: string;
  /** What this page has seen of it. */
  recent?: Recent | undefined;
}

/** A line that is wanted. */
export interface Wanted extends LineStyle {
  metric: HistoryMetric;
  label: string;
  source: Source;
}

/** How a line is drawn. */
export interface LineStyle {
  colour: string;
  /** Lengths of strokes and gaps: the second sign that distinguishes lines. */
  dash: number[];
}

/** Colours and strokes: each line differs from its neighbours by both. */
export const LINE_STYLES: readonly LineStyle[] = [
  { colour: "--line-a", dash: [] }, { colour: "--line-b", dash: [6, 3] },
  { colour: "--line-c", dash: [2, 2] }, { colour: "--line-d", dash: [9, 3, 2, 3] },
  { colour: "--line-e", dash: [] }, { colour: "--line-f", dash: [6, 3] },
  { colour: "--line-g", dash: [2, 2] }, { colour: "--line-h", dash: [9, 3, 2, 3] },
];

/** The key of a history: of what, and of which metric. */
export function historyKey(path: string, metric: HistoryMetric): string {
  return `${path} ${metric}`;
}

/** How many steps a chart is cut into: no more than it has pixels. */
const MAX_STEPS = 450;

/** The step in seconds to ask for. */
export function stepFor(from: number, to: number): number {
  return Math.max(CELL / 1000, Math.ceil((to - from) / 1000 / MAX_STEPS));
}

/** Lines on one grid of times; unknown steps stay gaps. */
export function chartData(
  wanted: Wanted[], histories: Map<string, History>, from: number, to: number,
): ChartData {
  let step = stepFor(from, to) * 1000;
  for (const { metric, source } of wanted) {
    const kept = histories.get(historyKey(source.path, metric));
    // Coarser than asked for, and nothing of our own that is finer.
    if (kept && kept.step * 1000 > step && to - from > 20 * 60_000) step = kept.step * 1000;
  }
  const begin = Math.floor(from / step) * step;
  const count = Math.max(1, Math.ceil((to - begin) / step));
  const times = Array.from({ length: count }, (_, i) => (begin + i * step) / 1000);
  const lines = wanted.map(({ metric, label, colour, dash, source }): Line => {
    const empty = () => new Array<number | null>(count).fill(null);
    const line = { label, colour, dash, avg: empty(), min: empty(), max: empty() };
    const kept = histories.get(historyKey(source.path, metric));
    if (kept) paintHistory(line, kept, begin, step);
    if (source.recent && isSeen(metric) && step <= 3 * CELL)
      paintRecent(line, source.recent, metric, begin, step, count);
    return line;
  });
  return { times, lines };
}

function paintHistory(line: Line, kept: History, begin: number, step: number): void {
  const count = line.avg.length;
  for (const [time, min, avg, max] of kept.points) {
    const at = moment(time);
    const first = Math.floor((at - begin) / step);
    const last = Math.max(first, Math.ceil((at + kept.step * 1000 - begin) / step) - 1);
    for (let i = Math.max(0, first); i <= last && i < count; ++i) {
      line.avg[i] = avg;
      line.min[i] = min;
      line.max[i] = max;
    }
  }
}

function paintRecent(
  line: Line, recent: Recent, metric: Metric, begin: number, step: number, count: number,
): void {
  for (let i = 0; i < count; ++i) {
    const value = recent.value(metric, Math.floor((begin + i * step) / CELL));
    if (!Number.isNaN(value)) line.avg[i] = line.min[i] = line.max[i] = value;
  }
}

/** Something that happened, at a place on a chart. */
export interface Placed {
  /** In pixels from the left. */
  x: number;
  text: string;
  tone: Tone;
}

/** A flag with its words, which stand for it and for the others that have no room of their own. */
export interface Flag {
  /** The worst of those it stands for. */
  index: number;
  x: number;
  /** Where its words begin. */
  left: number;
  text: string;
}

/** How bad a flag is: the worst gives the words where there is no room for all. */
export function badness(tone: Tone): number {
  return { bad: 3, warn: 2, busy: 1, off: 1, good: 0 }[tone];
}

/** Which of the things that happened, in the order of their time, get words between `left` and
 * `right`: each flag is named or counted. `width` measures a text. */
export function placeFlags(
  marks: Placed[], left: number, right: number, width: (text: string) => number,
): Flag[] {
  const gap = 10;
  const groups: { flag: Flag; end: number; count: number }[] = [];
  const group = (index: number, x: number, count: number) => {
    const text = marks[index]?.text ?? "";
    // Room for what may be added to it later, too.
    const wide = width(text) + width(" +99");
    const begin = Math.max(left, Math.min(x + gap, right - wide));
    const words = count > 1 ? `${text} +${count - 1}` : text;
    return { flag: { index, x, left: begin, text: words }, end: begin + wide, count };
  };
  marks.forEach(({ x, tone }, index) => {
    if (x < left || x > right) return;
    let added = group(index, x, 1);
    for (let last = groups.at(-1); last && (x < last.end || added.flag.left < last.end); last = groups.at(-1)) {
      groups.pop();
      const worse = badness(marks[added.flag.index]?.tone ?? tone) > badness(marks[last.flag.index]?.tone ?? tone);
      added = group((worse ? added : last).flag.index, last.flag.x, last.count + added.count);
    }
    groups.push(added);
  });
  return groups.map(({ flag }) => flag);
}
