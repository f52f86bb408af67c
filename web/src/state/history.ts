// The metric history of the server; where it keeps none the page says so.
import { ApiError, askJson } from "./api";
import { hub, pathOf } from "./fleet";
import { isSeen, type HistoryMetric, type Metric } from "./recent";
import { newestCell, now, rows, type Row } from "./rows";
import { Signal } from "./signal";
import type { History } from "./types";

/** Why there is no history, as the server says; empty where there is one, or before the first answer. */
export const noHistory = new Signal("");
/** Counts rows that learnt of their past. */
export const seededRows = new Signal(0);

let askedAgainAt = 0;

export function loadHistory(
  container: string, metric: Metric, from: number, to: number, step: number, signal?: AbortSignal,
): Promise<History> {
  return loadHistoryOf(pathOf(container), metric, from, to, step, signal);
}

/** The same of what has this path: `host`, or that of a container. */
export function loadHistoryOf(
  path: string, metric: HistoryMetric, from: number, to: number, step: number, signal?: AbortSignal,
): Promise<History> {
  const query = new URLSearchParams({
    metric,
    from: String(Math.floor(from / 1000)),
    to: String(Math.ceil(to / 1000)),
    step: String(Math.max(1, Math.round(step))),
  });
  return askJson<History>(`${path}/history?${query}`, signal)
    .then((history) => {
      noHistory.value = "";
      return history;
    }, (error: unknown) => {
      // 404 is about one container that is gone, and on a hub all is about one host.
      if (error instanceof ApiError && [501, 503].includes(error.status) && !hub.value) noHistory.value = error.message;
      throw error;
    });
}

/** Why an answer about a metric is missing that might have been: not where no history is kept of what was asked. */
export function historyProblem(answer: PromiseSettledResult<unknown>, metric: HistoryMetric): string {
  if (answer.status === "fulfilled") return "";
  const why: unknown = answer.reason;
  if (why instanceof ApiError && [404, 501].includes(why.status)) return "";
  if (why instanceof ApiError && why.status === 503 && !hub.value) return "";
  // A host of a fleet may run an earlier version, which keeps less of itself.
  if (why instanceof ApiError && why.status === 400 && hub.value && !isSeen(metric)) return "";
  return why instanceof Error ? why.message : String(why);
}

/** What a line in the table shows, and how fine. */
const SEED_SPAN = 5 * 60_000;
const SEED_STEP = 4;

const waiting: Row[] = [];
let working = false;

/** Asks for the last minutes of rows that are seen and have none: one after the other, as most
 * values come by the stream anyway. */
export function seedVisible(seen: Row[]): void {
  if (newestCell.value === 0) return;
  if (noHistory.value && Date.now() < askedAgainAt) return;
  for (const row of seen)
    if (!row.recent.seeded) {
      row.recent.seeded = true;
      waiting.push(row);
    }
  if (!working) void work();
}

async function work(): Promise<void> {
  working = true;
  for (let row = waiting.pop(); row; row = waiting.pop()) {
    const to = now();
    if (!rows.has(row.c.id)) continue; // removed since
    try {
      for (const metric of ["cpu.percent", "memory.workingSetBytes"] as const) {
        const history = await loadHistory(row.c.id, metric, to - SEED_SPAN, to, SEED_STEP);
        row.recent.seed(metric, history.step, history.points);
      }
      seededRows.value += 1;
    } catch (error) {
      if (error instanceof ApiError && (error.status === 404 || hub.value)) continue;
      row.recent.seeded = false;
      if (noHistory.value) {
        askedAgainAt = Date.now() + 60_000;
        for (const left of waiting) left.recent.seeded = false;
        waiting.length = 0;
      }
      break;
    }
  }
  working = false;
}
