import { useLayoutEffect, useRef } from "preact/hooks";
import type { Metric, Recent } from "./recent";
import { colour, colours } from "./theme";

/** The last five minutes of a figure in a word's size: the shape, not the value. */
const SHOWN = 150;
const WIDTH = 76;
const HEIGHT = 20;

export function drawSpark(
  canvas: HTMLCanvasElement, recent: Recent, metric: Metric, newest: number, least: number,
): void {
  const scale = devicePixelRatio || 1;
  const width = Math.round(WIDTH * scale);
  const height = Math.round(HEIGHT * scale);
  if (canvas.width !== width) {
    canvas.width = width;
    canvas.height = height;
  }
  const context = canvas.getContext("2d");
  if (!context) return;
  context.clearRect(0, 0, width, height);
  let top = least;
  for (let cell = newest - SHOWN + 1; cell <= newest; ++cell) {
    const value = recent.value(metric, cell);
    if (value > top) top = value;
  }
  const bottom = height - scale;
  const x = (cell: number) => ((cell - newest + SHOWN - 1) / (SHOWN - 1)) * (width - scale);
  const y = (value: number) => bottom - (value / (top * 1.08)) * (height - 2 * scale);
  const line = new Path2D();
  const area = new Path2D();
  let begin = NaN;
  let last = NaN;
  const close = () => {
    if (Number.isNaN(begin)) return;
    area.lineTo(x(last), bottom);
    area.lineTo(x(begin), bottom);
    begin = NaN;
  };
  for (let cell = newest - SHOWN + 1; cell <= newest; ++cell) {
    const value = recent.value(metric, cell);
    if (Number.isNaN(value)) {
      close();
      continue;
    }
    if (Number.isNaN(begin)) {
      begin = cell;
      line.moveTo(x(cell), y(value));
      area.moveTo(x(cell), y(value));
    } else {
      line.lineTo(x(cell), y(value));
      area.lineTo(x(cell), y(value));
    }
    last = cell;
  }
  close();
  context.fillStyle = colour("--grid"); // so that what is not known yet has a place
  context.fillRect(0, height - scale, width, scale);
  context.fillStyle = colour("--spark-area");
  context.fill(area);
  context.strokeStyle = colour("--spark-line");
  context.lineWidth = scale;
  context.stroke(line);
}

/** Drawn when a cell is complete, the colours change, or its container is another. */
export function Spark(props: { recent: Recent; metric: Metric; newest: number; least: number }) {
  const { recent, metric, newest, least } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const paint = colours.value;
  useLayoutEffect(() => {
    if (canvas.current) drawSpark(canvas.current, recent, metric, newest, least);
  }, [recent, metric, newest, paint, recent.seeded]);
  return <canvas ref={canvas} class="spark" aria-hidden="true" />;
}
