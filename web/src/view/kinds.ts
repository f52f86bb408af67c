// Which charts there are, and what each of them shows.
import { binary, count, load, percent, plural, rate } from "../state/format";
import type { HistoryMetric } from "../state/recent";
import { LINE_STYLES, type Wanted } from "./series";

type Plain = Omit<Wanted, "source">;

export interface Kind {
  title: string;
  format: (value: number | undefined) => string;
  tick: (value: number) => string;
  least: number;
  base: 2 | 10;
  /** The text of a limit, where that is another than of a value. */
  limitText?: (limit: number) => string;
  /** Whether its lines are named beside the title. */
  keys?: boolean;
  wanted: Plain[];
}

/** 4 cores; a part of one in percent. */
function cores(limit: number): string {
  return limit > 0 && limit % 100 === 0 ? plural(limit / 100, "core") : percent(limit);
}

const one = (metric: HistoryMetric): Plain => ({ metric, label: "", colour: "--line-a", dash: [] });
const two = (metric: HistoryMetric, label: string): Plain => ({ metric, label, colour: "--line-b", dash: [6, 3] });

/** The charts of a container. */
export const KINDS: Kind[] = [
  { title: "CPU", format: percent, tick: (value) => `${value}%`, least: 5, base: 10,
    limitText: cores, wanted: [one("cpu.percent")] },
  { title: "Memory", format: binary, tick: binary, least: 1024 * 1024, base: 2,
    wanted: [one("memory.workingSetBytes")] },
  { title: "Network", format: rate, tick: rate, least: 100, base: 10, wanted: [
    { ...one("network.rxBytesPerSecond"), label: "in" }, two("network.txBytesPerSecond", "out")] },
  { title: "Disk", format: rate, tick: rate, least: 100, base: 10, wanted: [
    { ...one("blockIo.readBytesPerSecond"), label: "read" }, two("blockIo.writeBytesPerSecond", "write")] },
  { title: "PIDs", format: count, tick: count, least: 4, base: 10, wanted: [one("pids.current")] },
];

/** Of several sources each metric has a chart of its own, with a line for each of them. */
export const COMPARED: Kind[] = KINDS.flatMap((kind) => kind.wanted.map((wanted) => ({
  ...kind, title: [kind.title, wanted.label].filter(Boolean).join(" "), wanted: [wanted],
})));

/** Each with a style of its own. */
const lines = (...all: [metric: HistoryMetric, label: string][]): Plain[] =>
  all.map(([metric, label], i) => ({ metric, label, ...LINE_STYLES[i]! }));

/** The charts of a host: those of a container, and what is only measured of the host. */
export const HOST_KINDS: Kind[] = [
  ...KINDS,
  { title: "Load average", format: load, tick: String, least: 1, base: 10, keys: true, wanted: lines(
    ["load.oneMinute", "1 minute"], ["load.fiveMinutes", "5 minutes"], ["load.fifteenMinutes", "15 minutes"]) },
  { title: "Pressure (PSI)", format: percent, tick: (value) => `${value}%`, least: 1, base: 10, keys: true,
    wanted: lines(
      ["cpu.pressure.waitingPercent", "CPU"],
      ["memory.pressure.waitingPercent", "memory"], ["memory.pressure.stalledPercent", "memory, all tasks"],
      ["blockIo.pressure.waitingPercent", "disk"], ["blockIo.pressure.stalledPercent", "disk, all tasks"]) },
];

/** How many containers a host has, as the hub of its fleet counts them. */
export const COUNTS: Kind = { title: "Containers", format: count, tick: count, least: 4, base: 10, wanted: [
  { ...one("containers.running"), label: "running" }, two("containers.unhealthy", "unhealthy")] };

/** The charts of a host of a fleet. */
export const FLEET_KINDS: Kind[] = [...HOST_KINDS, COUNTS];

/** Those of one that is away: what the hub keeps. */
export const AWAY_KINDS: Kind[] = [...KINDS.filter(({ title }) => ["CPU", "Memory"].includes(title)), COUNTS];
