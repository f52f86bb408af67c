// What charts are made of: the server's history, and over it what this page has seen.
import type { ChartData, Line } from "./chart";
import { CELL, type Metric, type Recent } from "../state/recent";
import { moment } from "../state/format";
import type { History } from "../state/types";

export interface Wanted {
  metric: Metric;
  label: string;
  colour: string;
}

/** How many steps a chart is cut into: no more than it has pixels. */
const MOST_STEPS = 450;

/** The step in seconds to ask for. */
export function stepFor(from: number, to: number): number {
  return Math.max(CELL / 1000, Math.ceil((to - from) / 1000 / MOST_STEPS));
}

/** Lines on one grid of times; steps nobody knows of stay gaps. */
export function chartData(
  wanted: Wanted[], histories: Map<Metric, History>, recent: Recent | undefined,
  from: number, to: number,
): ChartData {
  let step = stepFor(from, to) * 1000;
  for (const { metric } of wanted) {
    const kept = histories.get(metric);
    // Coarser than asked for, and nothing of our own that is finer.
    if (kept && kept.step * 1000 > step && to - from > 20 * 60_000) step = kept.step * 1000;
  }
  const begin = Math.floor(from / step) * step;
  const count = Math.max(1, Math.ceil((to - begin) / step));
  const times = Array.from({ length: count }, (_, i) => (begin + i * step) / 1000);
  const lines = wanted.map(({ metric, label, colour }): Line => {
    const empty = () => new Array<number | null>(count).fill(null);
    const line = { label, colour, avg: empty(), min: empty(), max: empty() };
    const kept = histories.get(metric);
    if (kept) paintHistory(line, kept, begin, step);
    if (recent && step <= 3 * CELL) paintRecent(line, recent, metric, begin, step, count);
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
