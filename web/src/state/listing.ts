// Which containers are shown, in which order: pure functions of rows and route.
import { filterOf } from "./filter";
import { figure } from "./recent";
import type { Grouping, Route, SortKey } from "./route";
import { isUp, type Row } from "./rows";
import { moment } from "./format";
import { rankOf, TROUBLES } from "./trouble";

export interface Totals {
  containers: number;
  running: number;
  cpu: number;
  memory: number;
  rx: number;
  tx: number;
  read: number;
  write: number;
  pids: number;
  restarts: number;
  /** The rank of the worst trouble. */
  rank: number;
}

/** What a line of the table shows: a container, or what those of a project come to. */
export type Line =
  | { kind: "container"; key: string; row: Row }
  | { kind: "group"; key: string; by: Grouping; name: string; totals: Totals };

/** The words by which containers are chosen: the engine's, and one of the health checks'. */
export const STATUSES = [
  "running", "unhealthy", "paused", "restarting", "exited", "created", "removing", "dead", "unknown",
];

export function hasStatus(row: Row, status: string): boolean {
  return status === "unhealthy"
    ? row.c.health === "unhealthy" && isUp(row.c)
    : row.c.status === status;
}

export function countStatuses(rows: Iterable<Row>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows)
    for (const status of STATUSES)
      if (hasStatus(row, status)) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
}

export function choose(rows: Iterable<Row>, route: Route): Row[] {
  const matches = filterOf(route.filter);
  const chosen: Row[] = [];
  for (const row of rows)
    if (
      (route.statuses.length === 0 || route.statuses.some((status) => hasStatus(row, status))) &&
      matches(row)
    )
      chosen.push(row);
  return chosen;
}

const sumOf = (a: number, b: number) =>
  Number.isNaN(a) ? b : Number.isNaN(b) ? a : a + b;

/** What rows are ordered by; NaN comes last, whatever the direction. */
export function sortValue(row: Row, by: SortKey): number {
  switch (by) {
    case "cpu":
      return figure(row.c, "cpu.percent");
    case "memory":
      return figure(row.c, "memory.workingSetBytes");
    case "network":
      return sumOf(row.rx, row.tx);
    case "io":
      return sumOf(
        figure(row.c, "blockIo.readBytesPerSecond"), figure(row.c, "blockIo.writeBytesPerSecond"));
    case "pids":
      return figure(row.c, "pids.current");
    case "restarts":
      return row.c.restartCount ?? NaN;
    case "throttled":
      return row.throttled;
    case "pressure":
      return Math.max(...row.pressure.filter((share) => !Number.isNaN(share)), -1);
    case "uptime":
      return isUp(row.c) ? -moment(row.c.startedAt) : NaN;
    case "status":
      return rankOf(row);
    case "name":
      return 0;
  }
}

/** web-2 before web-10. By hand, for the same reason as numbers are grouped by hand. */
export function compareNames(a: string, b: string): number {
  const [as, bs] = [a.split(/(\d+)/), b.split(/(\d+)/)];
  for (let i = 0; i < as.length && i < bs.length; ++i) {
    const [x = "", y = ""] = [as[i], bs[i]];
    if (x === y) continue;
    // Every other part is a number.
    if (i % 2 === 1 && Number(x) !== Number(y)) return Number(x) - Number(y);
    const [lowX, lowY] = [x.toLowerCase(), y.toLowerCase()];
    return lowX === lowY ? (x < y ? -1 : 1) : lowX < lowY ? -1 : 1;
  }
  return as.length - bs.length;
}

/** Of rows in the same trouble: what ended last comes first, then what uses most CPU. */
function compareWithin(a: Row, b: Row): number {
  const ended = ({ c }: Row) => (isUp(c) ? 0 : moment(c.finishedAt) || 0);
  const cpu = (row: Row) => (isUp(row.c) ? figure(row.c, "cpu.percent") || 0 : -1);
  return (rankOf(a) < TROUBLES.length && ended(b) - ended(a)) || cpu(b) - cpu(a);
}

export function order(rows: Row[], by: SortKey, descending: boolean): Row[] {
  const sign = descending ? -1 : 1;
  const keyed = rows.map((row) => ({ row, value: sortValue(row, by) }));
  keyed.sort((a, b) => {
    if (by === "status")
      return sign * (a.value - b.value || compareWithin(a.row, b.row)) ||
        compareNames(a.row.c.name, b.row.c.name);
    if (by === "name") return sign * compareNames(a.row.c.name, b.row.c.name);
    const aUnknown = Number.isNaN(a.value);
    if (aUnknown !== Number.isNaN(b.value)) return aUnknown ? 1 : -1;
    if (!aUnknown && a.value !== b.value) return sign * (a.value - b.value);
    return compareNames(a.row.c.name, b.row.c.name);
  });
  return keyed.map(({ row }) => row);
}

/** The container whose network a row uses: its own id, or the id or name of the one it joined. */
function networkOwner({ c }: Row): string {
  const joined = "container:";
  return c.networkMode?.startsWith(joined) ? c.networkMode.slice(joined.length) : c.id;
}

/** One row for each network: those who share one have the same counts. */
function onePerNetwork(rows: Row[]): Row[] {
  const ids = new Map(rows.map((row) => [row.c.name, row.c.id]));
  const networks = new Map<string, Row>();
  for (const row of rows) {
    const owner = networkOwner(row);
    const network = ids.get(owner) ?? owner;
    if (!networks.has(network) && !Number.isNaN(sumOf(row.rx, row.tx))) networks.set(network, row);
  }
  return [...networks.values()];
}

export function total(rows: Row[]): Totals {
  const over = (list: Row[], of: (row: Row) => number) =>
    list.reduce((sum, row) => sumOf(sum, of(row)), NaN);
  const add = (of: (row: Row) => number) => over(rows, of);
  const networks = onePerNetwork(rows);
  return {
    containers: rows.length,
    running: rows.filter((row) => row.c.status === "running").length,
    cpu: add((row) => figure(row.c, "cpu.percent")),
    memory: add((row) => figure(row.c, "memory.workingSetBytes")),
    rx: over(networks, (row) => row.rx),
    tx: over(networks, (row) => row.tx),
    read: add((row) => figure(row.c, "blockIo.readBytesPerSecond")),
    write: add((row) => figure(row.c, "blockIo.writeBytesPerSecond")),
    pids: add((row) => figure(row.c, "pids.current")),
    restarts: add((row) => row.c.restartCount ?? NaN),
    rank: rows.reduce((worst, row) => Math.min(worst, rankOf(row)), TROUBLES.length),
  };
}

function groupValue(totals: Totals, by: SortKey): number {
  switch (by) {
    case "cpu":
      return totals.cpu;
    case "memory":
      return totals.memory;
    case "network":
      return sumOf(totals.rx, totals.tx);
    case "io":
      return sumOf(totals.read, totals.write);
    case "pids":
      return totals.pids;
    case "restarts":
      return totals.restarts;
    default:
      return NaN;
  }
}

/** The lines for ordered rows; with groups, these come in the same order by what they come to. */
export function lines(ordered: Row[], route: Route): Line[] {
  const line = (row: Row): Line => ({ kind: "container", key: row.c.id, row });
  const by = route.grouped;
  if (!by) return ordered.map(line);
  const groupOf = (row: Row) => (by === "host" ? row.c.host ?? "" : row.project);
  const groups = new Map<string, Row[]>();
  for (const row of ordered) {
    const name = groupOf(row);
    const group = groups.get(name);
    if (group) group.push(row);
    else groups.set(name, [row]);
  }
  const sign = route.descending ? -1 : 1;
  return [...groups]
    .map(([name, members]) => ({ name, members, totals: total(members) }))
    .sort((a, b) => {
      if ((a.name === "") !== (b.name === "")) return a.name === "" ? 1 : -1;
      const difference = route.sort === "status"
        ? a.totals.rank - b.totals.rank || b.totals.cpu - a.totals.cpu
        : groupValue(a.totals, route.sort) - groupValue(b.totals, route.sort);
      if (difference) return sign * difference; // neither equal nor unknown
      return (route.sort === "name" ? sign : 1) * compareNames(a.name, b.name);
    })
    .flatMap(({ name, members, totals }): Line[] => [
      { kind: "group", key: `${by} ${name}`, by, name, totals },
      ...members.map(line),
    ]);
}
