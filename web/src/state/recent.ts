import type { Container, Point } from "./types";
import { moment } from "./format";
import { HOST_METRICS, HUB_METRICS, METRICS, type Measured } from "./metrics";

export { METRICS };
export type Metric = (typeof METRICS)[number];
/** What history is kept of: of containers and the host, of the host only, or by a hub only. */
export type HistoryMetric = Metric | (typeof HOST_METRICS)[number] | (typeof HUB_METRICS)[number];

/** Whether this page gets the metric by the stream, too. */
export function isSeen(metric: HistoryMetric): metric is Metric {
  return (METRICS as readonly string[]).includes(metric);
}

/** The width of a cell in milliseconds, and how many there are: the last quarter of an hour. */
export const CELL = 2000;
export const CELLS = 450;

const WIDTH = METRICS.length;

function sum<T>(items: T[] | undefined, of: (item: T) => number | undefined): number {
  let total = NaN;
  for (const item of items ?? []) {
    const value = of(item);
    if (value !== undefined) total = (Number.isNaN(total) ? 0 : total) + value;
  }
  return total;
}

type Numbers = Record<string, number | undefined>;

/** Where each metric is in a container. */
const PLACES = METRICS.map((metric) => metric.split(".") as [keyof Measured, string]);

/** The value of a metric of a container now, added up over its interfaces; NaN where it is unknown. */
export function figure(c: Container, metric: Metric): number {
  const [group, member] = PLACES[METRICS.indexOf(metric)]!;
  const of = c[group] as unknown as Numbers | Numbers[] | undefined;
  return Array.isArray(of) ? sum(of, (one) => one[member]) : of?.[member] ?? NaN;
}

/** The last minutes of one container, as this page has seen them: a ring of cells of two seconds. */
export class Recent {
  private readonly cells = new Float32Array(CELLS * WIDTH).fill(NaN);
  /** The number of the newest cell since the epoch; 0 before the first. */
  newest = 0;
  /** True once its past was asked for. */
  seeded = false;

  /** Opens cells up to this one; over a gap of `bridge` cells at most the value before holds. */
  private advance(cell: number, bridge: number): void {
    if (cell <= this.newest) return;
    const holds = this.newest > 0 && cell - this.newest <= bridge;
    const from = (this.newest % CELLS) * WIDTH;
    // A new ring knows nothing anyway: to say so of each cell would take 200 containers 14 ms.
    const first = this.newest === 0 ? cell + 1 : Math.max(this.newest + 1, cell - CELLS + 1);
    for (let at = first; at <= cell; ++at) {
      const start = (at % CELLS) * WIDTH;
      if (holds) this.cells.copyWithin(start, from, from + WIDTH);
      else this.cells.fill(NaN, start, start + WIDTH);
    }
    this.newest = cell;
  }

  put(cell: number, c: Container, bridge: number): void {
    this.advance(cell, bridge);
    if (cell <= this.newest - CELLS) return;
    const start = (cell % CELLS) * WIDTH;
    METRICS.forEach((metric, i) => {
      this.cells[start + i] = figure(c, metric);
    });
  }

  /** The stream is silent about what did not change: the value before holds on. */
  hold(cell: number, bridge: number): void {
    if (cell - this.newest <= bridge) this.advance(cell, bridge);
  }

  /** Fills what is unknown with what the server remembers. */
  seed(metric: Metric, step: number, points: Point[]): void {
    const series = METRICS.indexOf(metric);
    for (const [time, , avg] of points) {
      const from = moment(time);
      const last = Math.ceil((from + step * 1000) / CELL) - 1;
      for (let cell = Math.floor(from / CELL); cell <= last; ++cell) {
        if (cell > this.newest || cell <= this.newest - CELLS) continue;
        const at = (cell % CELLS) * WIDTH + series;
        if (Number.isNaN(this.cells[at])) this.cells[at] = avg;
      }
    }
  }

  value(metric: Metric, cell: number): number {
    if (cell > this.newest || cell <= this.newest - CELLS) return NaN;
    return this.cells[(cell % CELLS) * WIDTH + METRICS.indexOf(metric)] ?? NaN;
  }
}
