// What is drawn over the lines of a chart: what happened, and a limit.
import type uPlot from "uplot";
import type { Mark } from "./flags";
import { badness, placeFlags } from "./series";
import { colour } from "./theme";

/** The room for words over a chart, in pixels. */
export const LANE = 20;

/** The size of a flag, in pixels. */
const FLAG = 6;

const FONT = "11px system-ui, sans-serif";

/** A stroke and a flag for each; in the lane above the words, where they are wanted. */
export function drawMarks(plot: uPlot, marks: Mark[], words: boolean): void {
  const { ctx } = plot;
  const scale = devicePixelRatio || 1;
  const { left, top, width, height } = plot.bbox;
  const shown = marks
    .map(({ time, tone, text }) => ({ x: plot.valToPos(time / 1000, "x", true), tone, text }))
    .filter(({ x }) => x >= left && x <= left + width)
    .sort((a, b) => a.x - b.x);
  ctx.save();
  ctx.lineWidth = scale;
  // The worst last: nothing is drawn over it.
  for (const { x, tone } of [...shown].sort((a, b) => badness(a.tone) - badness(b.tone))) {
    ctx.strokeStyle = ctx.fillStyle = colour(`--${tone}`);
    ctx.setLineDash([3 * scale, 3 * scale]);
    ctx.globalAlpha = 0.6;
    ctx.beginPath();
    ctx.moveTo(x, top);
    ctx.lineTo(x, top + height);
    ctx.stroke();
    ctx.globalAlpha = 1;
    ctx.beginPath();
    ctx.moveTo(x, top);
    ctx.lineTo(x + FLAG * scale, top + (FLAG / 2) * scale);
    ctx.lineTo(x, top + FLAG * scale);
    ctx.fill();
  }
  if (words) {
    ctx.font = FONT.replace("11", String(11 * scale));
    ctx.textBaseline = "alphabetic";
    ctx.textAlign = "left";
    const right = left + width + 20 * scale;
    for (const flag of placeFlags(shown, left, right, (text) => ctx.measureText(text).width)) {
      const mark = shown[flag.index];
      if (!mark) continue;
      ctx.fillStyle = colour(`--${mark.tone}`);
      const y = top - 6 * scale;
      ctx.fillText(flag.text, flag.left - 8 * scale, y);
    }
  }
  ctx.restore();
}

/** A level that must not be passed, with its words below the flags; at the top where it is far above. */
export function drawLimit(plot: uPlot, limit: number, text: string): void {
  const scale = devicePixelRatio || 1;
  const { left, top, width } = plot.bbox;
  const y = plot.valToPos(limit, "y", true);
  const above = y < top;
  const { ctx } = plot;
  ctx.save();
  ctx.fillStyle = ctx.strokeStyle = colour("--bad");
  if (!above) {
    ctx.lineWidth = scale;
    ctx.setLineDash([6 * scale, 4 * scale]);
    ctx.beginPath();
    ctx.moveTo(left, y);
    ctx.lineTo(left + width, y);
    ctx.stroke();
  }
  ctx.font = FONT.replace("11", String(11 * scale));
  ctx.textAlign = "right";
  ctx.textBaseline = "top";
  const words = above ? `↑ limit ${text}` : `limit ${text}`;
  const wide = ctx.measureText(words).width;
  const begin = Math.max(y, top + FLAG * scale) + 2 * scale;
  ctx.globalAlpha = 0.8;
  ctx.fillStyle = colour("--surface");
  ctx.fillRect(left + width - wide - 8 * scale, begin, wide + 6 * scale, 14 * scale);
  ctx.globalAlpha = 1;
  ctx.fillStyle = colour("--bad");
  ctx.fillText(words, left + width - 4 * scale, begin + scale);
  ctx.restore();
}
