import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { timeTick } from "../state/format";
import { go } from "../state/route";
import { useSignal } from "../state/signal";
import { colour, colours } from "./theme";
import type { Tone } from "./icons";

/** One line of a chart: means, and lowest and highest values where steps are long. */
export interface Line {
  label: string;
  colour: string;
  avg: (number | null)[];
  min: (number | null)[];
  max: (number | null)[];
}

/** Something that happened, drawn as a stroke over the chart. */
export interface Mark {
  time: number;
  tone: Tone;
  text: string;
}

export interface ChartData {
  /** Seconds since the epoch. */
  times: number[];
  lines: Line[];
}

export interface ChartProps {
  title: string;
  format: (value: number | undefined) => string;
  /** A round value beside the axis. */
  tick: (value: number) => string;
  data: ChartData;
  from: number;
  to: number;
  marks: Mark[];
  /** A level that must not be passed. */
  limit?: number | undefined;
  /** The scale reaches at least so far. */
  least: number;
  /** The powers of what ticks are multiples of: 2 for sizes of memory. */
  base: 2 | 10;
}

const HEIGHT = 132;
const SYNC = "detail";

function withAlpha(name: string, alpha: number): string {
  return `color-mix(in srgb, ${colour(name)} ${alpha * 100}%, transparent)`;
}

function tickSizes(base: 2 | 10): number[] {
  const sizes: number[] = [];
  if (base === 2) for (let at = 1; at < 2 ** 50; at *= 2) sizes.push(at);
  else for (let at = 0.01; at < 1e15; at *= 10) sizes.push(at, 2 * at, 5 * at);
  return sizes;
}

function drawMarks(plot: uPlot, marks: Mark[]): void {
  const { ctx } = plot;
  const { left, top, width, height } = plot.bbox;
  const scale = devicePixelRatio || 1;
  ctx.save();
  ctx.lineWidth = scale;
  for (const { time, tone } of marks) {
    const x = plot.valToPos(time / 1000, "x", true);
    if (x < left || x > left + width) continue;
    ctx.strokeStyle = ctx.fillStyle = colour(`--${tone}`);
    ctx.setLineDash([3 * scale, 3 * scale]);
    ctx.beginPath();
    ctx.moveTo(x, top);
    ctx.lineTo(x, top + height);
    ctx.stroke();
    ctx.beginPath(); // a flag at the top, as a colour alone says little
    ctx.moveTo(x, top);
    ctx.lineTo(x + 6 * scale, top + 3 * scale);
    ctx.lineTo(x, top + 6 * scale);
    ctx.fill();
  }
  ctx.restore();
}

function drawLimit(plot: uPlot, limit: number): void {
  const y = plot.valToPos(limit, "y", true);
  const { left, top, width } = plot.bbox;
  if (y < top) return;
  plot.ctx.save();
  plot.ctx.strokeStyle = colour("--bad");
  plot.ctx.lineWidth = devicePixelRatio || 1;
  plot.ctx.setLineDash([6, 4]);
  plot.ctx.beginPath();
  plot.ctx.moveTo(left, y);
  plot.ctx.lineTo(left + width, y);
  plot.ctx.stroke();
  plot.ctx.restore();
}

function columns({ times, lines }: ChartData): uPlot.AlignedData {
  return [times, ...lines.flatMap(({ avg, min, max }) => [avg, max, min])] as uPlot.AlignedData;
}

/** What uPlot is told; it reads the newest properties through `now`. */
function options(width: number, now: () => ChartProps, read: (at: number | null) => void): uPlot.Options {
  const { data, base, tick } = now();
  const axis = {
    stroke: colour("--muted"),
    grid: { stroke: colour("--grid"), width: 1 },
    ticks: { show: false },
    font: "11px system-ui, sans-serif",
  };
  return {
    width,
    height: HEIGHT,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: {
      sync: { key: SYNC },
      drag: { x: true, y: false, setScale: false },
      points: { size: 6 },
      bind: { dblclick: () => () => {
        go({ zoom: undefined });
        return null;
      } },
    },
    scales: {
      x: { time: true, range: () => [now().from / 1000, now().to / 1000] },
      y: { range: (_, __, highest) => {
        const { limit, least } = now();
        // The limit is shown where the figure comes near it, not where it would flatten the line.
        const near = limit !== undefined && highest > limit * 0.4 ? limit : 0;
        return [0, Math.max(least, (highest || 0) * 1.1, near * 1.08)];
      } },
    },
    axes: [
      { ...axis, size: 26, space: 70,
        values: (_, ticks, __, ___, step) => ticks.map((at) => timeTick(at, step)) },
      { ...axis, size: 62, space: 28, incrs: tickSizes(base),
        values: (_, ticks) => ticks.map(tick) },
    ],
    series: [
      {},
      ...data.lines.flatMap((line): uPlot.Series[] => [
        { label: line.label, stroke: colour(line.colour), width: 1.5, points: { show: false } },
        { stroke: "transparent", width: 0, points: { show: false } },
        { stroke: "transparent", width: 0, points: { show: false } },
      ]),
    ],
    bands: data.lines.map((line, i) => ({
      series: [3 * i + 2, 3 * i + 3] as [number, number],
      fill: withAlpha(line.colour, 0.25),
    })),
    hooks: {
      draw: [(plot) => {
        const { limit, marks } = now();
        if (limit !== undefined) drawLimit(plot, limit);
        drawMarks(plot, marks);
      }],
      setCursor: [(plot) => read(plot.cursor.idx ?? null)],
      setSelect: [(plot) => {
        const { left, width: wide } = plot.select;
        if (wide < 8) return;
        const zoom: [number, number] = [
          plot.posToVal(left, "x") * 1000, plot.posToVal(left + wide, "x") * 1000,
        ];
        plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        if (zoom[1] - zoom[0] >= 5000) go({ zoom });
      }],
    },
  };
}

/** The newest value there is. */
function newest(line: Line): number | null {
  for (let i = line.avg.length - 1; i >= 0; --i) if (line.avg[i] != null) return i;
  return null;
}

export function Chart(props: ChartProps) {
  const holder = useRef<HTMLDivElement>(null);
  const readout = useRef<HTMLSpanElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const current = useRef(props);
  current.current = props;
  const paint = useSignal(colours);

  /** Says the values under the cursor, else the newest ones. */
  const read = (at: number | null) => {
    const { data, format } = current.current;
    const texts = data.lines.map((line) => {
      const i = at ?? newest(line);
      const avg = i === null ? null : line.avg[i];
      if (i === null || avg == null) return `${line.label} –`;
      const [min, max] = [line.min[i], line.max[i]];
      const spread = min != null && max != null && max - min > max * 0.001
        ? ` (${format(min)} … ${format(max)})` : "";
      return `${line.label} ${format(avg)}${spread}`;
    });
    const text = texts.join("   ").trim();
    if (readout.current && readout.current.textContent !== text) readout.current.textContent = text;
  };

  useLayoutEffect(() => {
    const element = holder.current;
    if (!element) return;
    const made = new uPlot(
      options(element.clientWidth || 400, () => current.current, read),
      columns(current.current.data), element);
    plot.current = made;
    const sizes = new ResizeObserver(() => {
      const width = element.clientWidth;
      if (width && width !== made.width) made.setSize({ width, height: HEIGHT });
    });
    sizes.observe(element);
    return () => {
      sizes.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [paint, props.data.lines.length]);

  useEffect(() => {
    plot.current?.setData(columns(props.data));
    read(plot.current?.cursor.idx ?? null);
  }, [props.data, props.from, props.to, props.marks, props.limit]);

  return (
    <figure class="chart">
      <figcaption>
        <b>{props.title}</b>
        {props.limit !== undefined && <span class="limit">limit {props.format(props.limit)}</span>}
        <span class="keys" aria-hidden="true">
          {props.data.lines.length > 1 && props.data.lines.map((line) => (
            <i key={line.label} class="key" style={{ background: `var(${line.colour})` }} />))}
        </span>
        <span class="readout" ref={readout} />
      </figcaption>
      <div ref={holder} class="plot" role="img" aria-label={`${props.title} over time`} />
    </figure>
  );
}
