import { hub, parted } from "./fleet";
import { moment } from "./format";
import { CELL, figure, Recent } from "./recent";
import { Signal } from "./signal";
import type { Container } from "./types";

/** A container with what follows from it. Each change makes a new object, so that comparing
 * references shows whether a row must be drawn again. */
export interface Row {
  readonly c: Container;
  readonly recent: Recent;
  /** Counts the changes of the container itself; samples are none. */
  readonly revision: number;
  readonly rx: number;
  readonly tx: number;
  readonly project: string;
  /** In percent of the periods of its CPU quota; NaN where there is none or it is unknown. */
  readonly throttled: number;
  /** In percent of the time: waiting for CPU, memory and disk. */
  readonly pressure: readonly [cpu: number, memory: number, io: number];
}

/** All containers by id. The signal counts changes. */
export const rows = new Map<string, Row>();
export const rowsChanged = new Signal(0);
/** The newest cell of all recent values. */
export const newestCell = new Signal(0);
/** How many cells lie between two rounds at most: no gap. */
let bridge = 2;
/** The clock of the server less ours, in milliseconds. */
let skew = 0;

/** The server's time: ages are those of its moments. */
export function now(): number {
  return Date.now() + skew;
}

/** Sets how long a round of samples takes. */
export function expectRounds(milliseconds: number): void {
  bridge = Math.max(2, Math.ceil((1.6 * milliseconds) / CELL));
}

const NOTHING = [NaN, NaN, NaN] as const;

/** By how much a counter grew; NaN where it is unknown, or was set back by a start. */
function grown(now: number | undefined, before: number | undefined): number {
  return now === undefined || before === undefined || now < before ? NaN : now - before;
}

/** What follows from two samples of a container. */
function between(c: Container, before: Row | undefined): Pick<Row, "throttled" | "pressure"> {
  const past = before?.c;
  if (!past || past.sampledAt === c.sampledAt)
    return { throttled: before?.throttled ?? NaN, pressure: before?.pressure ?? NOTHING };
  const seconds = (moment(c.sampledAt) - moment(past.sampledAt)) / 1000;
  const periods = grown(c.cpu?.periods, past.cpu?.periods);
  const throttled = grown(c.cpu?.throttledPeriods, past.cpu?.throttledPeriods);
  const share = (of: "cpu" | "memory" | "blockIo") =>
    Math.min(100, (100 * grown(c[of]?.pressure?.waitingSeconds, past[of]?.pressure?.waitingSeconds)) / seconds);
  return {
    throttled: periods > 0 ? Math.min(100, (100 * throttled) / periods) : NaN,
    pressure: [share("cpu"), share("memory"), share("blockIo")],
  };
}

function makeRow(c: Container, recent: Recent, before: Row | undefined, changes: number): Row {
  return {
    ...between(c, before),
    c,
    recent,
    revision: (before?.revision ?? 0) + changes,
    rx: figure(c, "network.rxBytesPerSecond"),
    tx: figure(c, "network.txBytesPerSecond"),
    project: c.service?.project ?? "",
  };
}

function changed(): void {
  rowsChanged.value += 1;
}

export function isUp(c: Container): boolean {
  return c.status === "running" || c.status === "paused";
}

function put(c: Container, changes = 0): void {
  const before = rows.get(c.id);
  const row = makeRow(c, before?.recent ?? new Recent(), before, changes);
  rows.set(c.id, row);
  const at = moment(c.sampledAt);
  if (!Number.isNaN(at)) row.recent.put(Math.floor(at / CELL), c, bridge);
}

/** Replaces all rows; keeps the recent values of containers that are still there. */
export function replaceAll(containers: Container[]): void {
  const ids = new Set(containers.map((c) => c.id));
  for (const id of rows.keys()) if (!ids.has(id)) rows.delete(id);
  let newest = 0;
  for (const c of containers) {
    const known = rows.get(c.id);
    if (known) known.recent.seeded = false; // the gap is loaded from the history
    put(c);
    newest = Math.max(newest, moment(c.sampledAt) || 0);
  }
  newestCell.value = Math.max(newestCell.value, Math.floor(newest / CELL));
  changed();
}

/** A round of samples: of the containers whose values changed. */
export function takeSamples(containers: Container[]): void {
  let newest = 0;
  for (const c of containers) {
    if (!rows.has(c.id)) continue; // it was removed since
    put(c);
    newest = Math.max(newest, moment(c.sampledAt) || 0);
  }
  if (newest && !hub.value) { // the clocks of hosts are not the hub's
    const off = newest - Date.now();
    // What is on its way for a moment is no difference of clocks.
    skew = Math.abs(off) < 3000 ? 0 : off;
  }
  const cell = Math.floor(now() / CELL) - 1; // the newest may still get its values
  if (cell > newestCell.value) {
    for (const row of rows.values()) if (row.c.status === "running") row.recent.hold(cell, bridge);
    newestCell.value = cell;
  }
  changed();
}

export function takeContainer(change: string, c: Container): void {
  if (change === "removed") rows.delete(c.id);
  else put(c, 1);
  changed();
}

/** The container of a name, or of the beginning of an id. */
export function findRow(name: string): Row | undefined {
  let byId: Row | undefined;
  const long = parted(name).name.length >= 4;
  for (const row of rows.values()) {
    if (row.c.name === name) return row;
    if (long && row.c.id.startsWith(name)) byId = row;
  }
  return byId;
}
