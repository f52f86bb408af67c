import { SEVERITIES, type AlarmFilter } from "./filter";
import { Signal } from "./signal";

export type SortKey =
  | "name" | "status" | "cpu" | "memory" | "network" | "io" | "pids" | "restarts" | "uptime" |
  "throttled" | "pressure";
export type Range = "15m" | "1h" | "6h" | "24h" | "7d" | "30d";
export type View = "containers" | "alarms" | "sinks" | "host";

/** By what the containers are grouped. */
export type Grouping = "project" | "host";

/** What the address bar holds: the same address shows the same page. */
export interface Route {
  view: View;
  filter: string;
  statuses: string[];
  sort: SortKey;
  descending: boolean;
  grouped: Grouping | undefined;
  alarms: AlarmFilter;
  /** The name of the container that is open. */
  container: string | undefined;
  /** The project whose containers are compared. */
  project: string | undefined;
  /** On a hub, the name of the host whose charts are open. */
  host: string | undefined;
  range: Range;
  /** A part of the range, in milliseconds since the epoch. */
  zoom: [from: number, to: number] | undefined;
}

export const RANGES: Record<Range, { label: string; milliseconds: number }> = {
  "15m": { label: "15 min", milliseconds: 15 * 60_000 },
  "1h": { label: "1 h", milliseconds: 3600_000 },
  "6h": { label: "6 h", milliseconds: 6 * 3600_000 },
  "24h": { label: "24 h", milliseconds: 24 * 3600_000 },
  "7d": { label: "7 d", milliseconds: 7 * 24 * 3600_000 },
  "30d": { label: "30 d", milliseconds: 30 * 24 * 3600_000 },
};

/** Nothing is open but the table. */
export const CLOSED = { container: undefined, project: undefined, host: undefined, zoom: undefined } as const;

/** True where something is shown in place of the table, or beside it. */
export function isOpen(route: Route): boolean {
  return route.container !== undefined || route.project !== undefined || route.view === "host";
}

/** The last millisecond that a Date can name (ECMA-262, 21.4.1.1). */
const LATEST = 8.64e15;

const SORTS: SortKey[] = [
  "name", "status", "cpu", "memory", "network", "io", "pids", "restarts", "uptime",
  "throttled", "pressure",
];
const GROUPINGS: Grouping[] = ["project", "host"];
const VIEWS: View[] = ["containers", "alarms", "sinks", "host"];

function one<T extends string>(text: string | null, of: T[], otherwise: T): T {
  return of.find((each) => each === text) ?? otherwise;
}

/** Names come in alphabetical order, metrics the highest first, and of states trouble. */
export function descendsAtFirst(sort: SortKey): boolean {
  return sort !== "name" && sort !== "status";
}

export function parseRoute(hash: string): Route {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const sort = one(given.get("sort"), SORTS, "status");
  const from = Number(given.get("from"));
  const to = Number(given.get("to"));
  return {
    view: one(given.get("view"), VIEWS, "containers"),
    filter: given.get("q") ?? "",
    statuses: (given.get("status") ?? "").split(",").filter(Boolean),
    sort,
    descending: given.has("dir") ? given.get("dir") === "desc" : descendsAtFirst(sort),
    grouped: GROUPINGS.find((each) => each === given.get("group")),
    alarms: {
      container: given.get("aq") ?? "",
      kind: given.get("akind") ?? "",
      severity: one(given.get("aseverity"), SEVERITIES, ""),
      hours: Math.max(0, Number(given.get("ahours")) || 0),
    },
    container: given.get("c") ?? undefined,
    project: given.get("p") ?? undefined,
    host: given.get("h") ?? undefined,
    range: one(given.get("range"), Object.keys(RANGES) as Range[], "15m"),
    zoom: from > 0 && to > from && to <= LATEST ? [from, to] : undefined,
  };
}

export function formatRoute(route: Route): string {
  const out = new URLSearchParams();
  if (route.container !== undefined) out.set("c", route.container);
  if (route.project !== undefined) out.set("p", route.project);
  if (route.host !== undefined) out.set("h", route.host);
  if (route.range !== "15m") out.set("range", route.range);
  if (route.zoom) {
    out.set("from", String(Math.round(route.zoom[0])));
    out.set("to", String(Math.round(route.zoom[1])));
  }
  if (route.view !== "containers") out.set("view", route.view);
  if (route.filter) out.set("q", route.filter);
  if (route.statuses.length) out.set("status", route.statuses.join(","));
  if (route.sort !== "status") out.set("sort", route.sort);
  if (route.descending !== descendsAtFirst(route.sort))
    out.set("dir", route.descending ? "desc" : "asc");
  if (route.grouped) out.set("group", route.grouped);
  const { container, kind, severity, hours } = route.alarms;
  if (container) out.set("aq", container);
  if (kind) out.set("akind", kind);
  if (severity) out.set("aseverity", severity);
  if (hours) out.set("ahours", String(hours));
  const text = out.toString().replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("%2F", "/");
  return text ? `#${text}` : "#";
}

export const route = new Signal<Route>(parseRoute(location.hash));

/** Changes what is shown: a step of the back button, unless it only refines the last one. */
export function go(change: Partial<Route>, how: "push" | "replace" = "push"): void {
  const next = { ...route.value, ...change };
  const hash = formatRoute(next);
  if (hash === formatRoute(route.value)) return;
  route.value = next;
  const address = hash === "#" ? location.pathname + location.search : hash;
  if (how === "push") history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}

/** The address of a view that differs from this one so. */
export function linkTo(change: Partial<Route>): string {
  return formatRoute({ ...route.value, ...change });
}

addEventListener("popstate", () => {
  route.value = parseRoute(location.hash);
});
addEventListener("hashchange", () => {
  route.value = parseRoute(location.hash);
});
