import { Component } from "preact";
import type { Metric, Recent } from "../state/recent";

/** The last five minutes of a metric in a word's size: the shape, not the value. */
const SHOWN = 75;
/** Cells of `Recent` to a point: the highest of them is drawn. */
const CELLS_PER_POINT = 2;
const HEIGHT = 20;

/** The line over what is known, in a box of SHOWN - 1 times HEIGHT; gaps stay gaps. */
export function sparkPath(recent: Recent, metric: Metric, newest: number, least: number): string {
  const values = new Float64Array(SHOWN);
  let top = least;
  // Points keep their cells as time goes on, so that the line moves and does not flicker.
  const last = Math.floor(newest / CELLS_PER_POINT);
  for (let i = 0; i < SHOWN; ++i) {
    const cell = (last - SHOWN + 1 + i) * CELLS_PER_POINT;
    const a = recent.value(metric, cell);
    const b = recent.value(metric, cell + 1);
    const value = Number.isNaN(a) || b > a ? b : a;
    values[i] = value;
    if (value > top) top = value;
  }
  const scale = (HEIGHT - 2) / top;
  let path = "";
  let open = false;
  for (let i = 0; i < SHOWN; ++i) {
    const value = values[i] ?? NaN;
    if (Number.isNaN(value)) {
      open = false;
      continue;
    }
    path += `${open ? "L" : "M"}${i} ${(HEIGHT - 1 - value * scale).toFixed(1)}`;
    if (!open) path += "h.1"; // a single point is seen, too
    open = true;
  }
  return path;
}

interface SparkProps {
  recent: Recent;
  metric: Metric;
  newest: number;
  least: number;
  seeded: boolean;
}

/** A path in the page itself: a canvas each would be a layer each for the compositor. */
export class Spark extends Component<SparkProps> {
  override shouldComponentUpdate(next: SparkProps): boolean {
    const now = this.props;
    return next.newest !== now.newest || next.recent !== now.recent || next.seeded !== now.seeded;
  }

  override render({ recent, metric, newest, least }: SparkProps) {
    return (
      <svg class="spark" viewBox={`0 0 ${SHOWN - 1} ${HEIGHT}`} preserveAspectRatio="none"
        aria-hidden="true">
        <path d={sparkPath(recent, metric, newest, least)} />
      </svg>
    );
  }
}
