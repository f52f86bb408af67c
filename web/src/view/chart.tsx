import { render } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { clock, timeTick } from "../state/format";
import { go } from "../state/route";
import { now as serverNow } from "../state/rows";
import { useSignal } from "../state/signal";
import type { Mark } from "./flags";
import { Key } from "./key";
import { drawLimit, drawMarks, LANE } from "./marks";
import { colour, colours } from "./theme";

/** One line of a chart: means, and lowest and highest values where steps are long. */
export interface Line {
  label: string;
  colour: string;
  dash: number[];
  avg: (number | null)[];
  min: (number | null)[];
  max: (number | null)[];
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
  /** Whether there is a lane for the words of what happened. */
  words: boolean;
  /** Whether its lines are named beside the title. */
  keys: boolean;
  /** A level that must not be passed. */
  limit?: number | undefined;
  limitText: (limit: number) => string;
  /** The scale reaches at least so far. */
  least: number;
  /** The powers of what ticks are multiples of: 2 for sizes of memory. */
  base: 2 | 10;
}

const HEIGHT = 140;
const SYNC = "detail";
/** With more lines than this only the highest is named all the time. */
const FEW = 2;
/** A flag within so many pixels of the cursor is named with the values. */
const NEAR = 8;

function withAlpha(name: string, alpha: number): string {
  return `color-mix(in srgb, ${colour(name)} ${alpha * 100}%, transparent)`;
}

function tickSizes(base: 2 | 10): number[] {
  const sizes: number[] = [];
  if (base === 2) for (let at = 1; at < 2 ** 50; at *= 2) sizes.push(at);
  else for (let at = 0.01; at < 1e15; at *= 10) sizes.push(at, 2 * at, 5 * at);
  return sizes;
}

function columns({ times, lines }: ChartData): uPlot.AlignedData {
  return [times, ...lines.flatMap(({ avg, min, max }) => [avg, max, min])] as uPlot.AlignedData;
}

function heightOf({ words }: ChartProps): number {
  return HEIGHT + (words ? LANE : 0);
}

/** So wide that no label is cut, and at least as wide as most: the charts begin below each other. */
function axisWidth(plot: uPlot, values: string[] | null): number {
  const { ctx } = plot;
  ctx.save();
  ctx.font = "11px system-ui, sans-serif";
  const widest = Math.max(0, ...(values ?? []).map((text) => ctx.measureText(text).width));
  ctx.restore();
  return Math.max(64, Math.ceil(widest) + 14);
}

/** The options of uPlot, which reads the newest properties through `now`. */
function options(width: number, now: () => ChartProps, read: (plot: uPlot) => void): uPlot.Options {
  const { data, base, tick, words } = now();
  const axis = {
    stroke: colour("--muted"),
    grid: { stroke: colour("--grid"), width: 1 },
    ticks: { show: false },
    font: "11px system-ui, sans-serif",
  };
  return {
    width,
    height: heightOf(now()),
    padding: [words ? LANE : 8, 22, 0, 0],
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
        // The limit is a line where that does not flatten the others; else it is named at the top.
        const near = limit !== undefined && highest > limit * 0.2 ? limit : 0;
        return [0, Math.max(least, (highest || 0) * 1.1, near * 1.08)];
      } },
    },
    axes: [
      { ...axis, size: 26, space: 76,
        values: (_, ticks, __, ___, step) => ticks.map((at) => timeTick(at, step)) },
      { ...axis, size: axisWidth, space: 28, incrs: tickSizes(base),
        values: (_, ticks) => ticks.map(tick) },
    ],
    series: [
      {},
      ...data.lines.flatMap((line): uPlot.Series[] => [
        { label: line.label, stroke: colour(line.colour), width: 1.5, dash: line.dash, points: { show: false } },
        { stroke: "transparent", width: 0, points: { show: false } },
        { stroke: "transparent", width: 0, points: { show: false } },
      ]),
    ],
    // Bands over each other say nothing.
    bands: data.lines.length > 2 ? [] : data.lines.map((line, i) => ({
      series: [3 * i + 2, 3 * i + 3] as [number, number],
      fill: withAlpha(line.colour, 0.25),
    })),
    hooks: {
      draw: [(plot) => {
        const { limit, marks, limitText } = now();
        drawMarks(plot, marks, words);
        if (limit !== undefined) drawLimit(plot, limit, limitText(limit));
      }],
      setCursor: [read],
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

/** What a line says at a place: its mean, and from where to where it went. */
export function valueAt(line: Line, at: number | null, format: ChartProps["format"]): string {
  const i = at ?? newest(line);
  const avg = i === null ? null : line.avg[i];
  if (i === null || avg == null) return "–";
  const [min, max] = [line.min[i], line.max[i]];
  const spread = min != null && max != null && max - min > max * 0.001
    ? ` (${format(min)} … ${format(max)})` : "";
  return `${format(avg)}${spread}`;
}

/** The line that is above all others at a place, or now. */
function highest(lines: Line[], at: number | null): Line | undefined {
  const valueOf = (line: Line) => line.avg[at ?? newest(line) ?? -1] ?? -Infinity;
  return lines.reduce<Line | undefined>((top, line) =>
    (valueOf(line) > (top ? valueOf(top) : -Infinity) ? line : top), undefined);
}

/** What a chart comes to, for those who do not see it. */
export function summary({ title, data, format, marks }: ChartProps): string {
  const parts = data.lines.map((line) => {
    let top = -1;
    line.max.forEach((value, i) => {
      if (value != null && value > (line.max[top] ?? -Infinity)) top = i;
    });
    const name = line.label && `${line.label} `;
    if (top < 0) return `${name}nothing known`;
    return `${name}now ${valueAt(line, null, format)}, highest ${format(line.max[top] ?? undefined)} at ${
      clock((data.times[top] ?? 0) * 1000, serverNow())}`;
  });
  const flags = marks.length ? `; ${marks.length} flags` : "";
  return `${title} over time: ${parts.join("; ")}${flags}. Arrow keys read it.`;
}

export function Chart(props: ChartProps) {
  const holder = useRef<HTMLDivElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  const values = useRef<(HTMLElement | null)[]>([]);
  const plot = useRef<uPlot | undefined>(undefined);
  const current = useRef(props);
  current.current = props;
  const paint = useSignal(colours);
  /** True while the pointer or the keys are on this chart, and not on another whose cursor it follows. */
  const here = useRef(false);

  /** Says when and what is below the cursor, beside it. */
  const point = (made: uPlot) => {
    const box = tip.current;
    const at = made.cursor.idx ?? null;
    const { data, format, marks } = current.current;
    if (!box) return;
    box.hidden = !here.current || at === null;
    if (box.hidden || at === null) return;
    const x = made.cursor.left ?? 0;
    const near = marks.filter(({ time }) => Math.abs(made.valToPos(time / 1000, "x") - x) <= NEAR);
    const lines = data.lines.map((line) => ({ line, value: line.avg[at] ?? -1 }));
    if (lines.length > FEW) lines.sort((a, b) => b.value - a.value);
    render(<>
      <b>{clock((data.times[at] ?? 0) * 1000, serverNow())}</b>
      {lines.map(({ line }) => <span key={line.label}>
        {lines.length > 1 && <Key colour={line.colour} dash={line.dash} />}
        {line.label} {valueAt(line, at, format)}</span>)}
      {near.slice(-4).map(({ time, text, tone }) => <span key={time} class={tone}>
        {clock(time, serverNow())}: {text}</span>)}
    </>, box);
    const left = made.over.offsetLeft + x;
    // On the side where there is room.
    const room = (holder.current?.clientWidth ?? 0) - box.offsetWidth;
    box.style.left = `${Math.max(0, Math.min(left + 14 > room ? left - box.offsetWidth - 14 : left + 14, room))}px`;
  };

  /** Says the values under the cursor, else the newest ones. */
  const read = (made: uPlot | undefined) => {
    const at = made?.cursor.idx ?? null;
    const { data, format } = current.current;
    if (data.lines.length > FEW && values.current[0]) {
      const first = highest(data.lines, at);
      values.current[0].textContent = first ? `highest: ${first.label} ${valueAt(first, at, format)}` : "–";
    } else data.lines.forEach((line, i) => {
      const element = values.current[i];
      const text = valueAt(line, at, format);
      if (element && element.textContent !== text) element.textContent = text;
    });
    if (made) point(made);
  };

  const shape = props.data.lines.map(({ label, colour: name }) => label + name).join();
  useLayoutEffect(() => {
    const element = holder.current;
    if (!element) return;
    const made = new uPlot(
      options(element.clientWidth || 400, () => current.current, read),
      columns(current.current.data), element);
    plot.current = made;
    const enter = () => { here.current = true; };
    const leave = () => {
      here.current = false;
      point(made);
    };
    made.over.addEventListener("mouseenter", enter);
    made.over.addEventListener("mouseleave", leave);
    const sizes = new ResizeObserver(() => {
      const width = element.clientWidth;
      if (width && width !== made.width) made.setSize({ width, height: heightOf(current.current) });
    });
    sizes.observe(element);
    return () => {
      sizes.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [paint, shape]);

  useEffect(() => {
    plot.current?.setData(columns(props.data));
    read(plot.current);
  }, [props.data, props.from, props.to, props.marks, props.limit]);

  /** The arrow keys lead from value to value. */
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const made = plot.current;
    const { times } = current.current.data;
    if (!made || !step || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const end = Math.max(0, ...current.current.data.lines.map((line) => newest(line) ?? 0));
    const by = step * (event.shiftKey ? 10 : 1);
    const next = Math.max(0, Math.min(times.length - 1, (made.cursor.idx ?? end - step) + by));
    here.current = true;
    made.setCursor({ left: made.valToPos(times[next] ?? 0, "x"), top: 10 });
  };
  const onBlur = () => {
    here.current = false;
    plot.current?.setCursor({ left: -10, top: -10 });
  };

  return (
    <figure class="chart" data-title={props.title}>
      <figcaption>
        <b>{props.title}</b>
        {props.keys && <span class="keys">{props.data.lines.map(({ label, colour: name, dash }) => (
          <span key={label}><Key colour={name} dash={dash} />{label}</span>))}</span>}
        {props.limit !== undefined && <span class="limit">limit {props.limitText(props.limit)}</span>}
        <span class="readout">
          {props.data.lines.slice(0, props.data.lines.length > FEW ? 1 : FEW).map((line, i) => (
            <span key={line.label} class="one">
              {props.data.lines.length === FEW && <><Key colour={line.colour} dash={line.dash} />{line.label} </>}
              <span class="value" ref={(element) => void (values.current[i] = element)} />
            </span>))}
        </span>
      </figcaption>
      <div ref={holder} class={`plot ${props.words ? "with-words" : ""}`} role="img" tabIndex={0}
        aria-label={summary(props)} onKeyDown={onKey} onBlur={onBlur}>
        <div class="tip" ref={tip} hidden />
      </div>
    </figure>
  );
}
