// The columns of the table: which there are, which the user chose, and for which there is room.
import type { SortKey } from "./route";
import { Signal } from "./signal";

export interface Column {
  key: SortKey;
  label: string;
  title: string;
  /** In rem; of the name at least. */
  width: number;
}

export const COLUMNS: Column[] = [
  { key: "name", label: "Name", title: "name and image", width: 10 },
  { key: "status", label: "Status", width: 8.4,
    title: "trouble first: down, crash loop, unhealthy, paused, near a limit; then by CPU" },
  { key: "cpu", label: "CPU", width: 12.2,
    title: "100 % for each busy core; the bar is of its limit or all cores" },
  { key: "memory", label: "Memory", width: 21.5, title: "in use without inactive file cache, of its limit" },
  { key: "network", label: "Net in / out", width: 11.4, title: "received and sent a second" },
  { key: "io", label: "Disk read / write", width: 11.4, title: "block I/O a second" },
  { key: "throttled", label: "Throttled", width: 5.4,
    title: "of the periods of its CPU quota those in which it had to wait" },
  { key: "pressure", label: "PSI cpu / mem / io", width: 10,
    title: "pressure: the part of the time in which some of its tasks waited for CPU, memory or disk" },
  { key: "pids", label: "PIDs", width: 3.4, title: "processes and threads" },
  { key: "restarts", label: "Restarts", width: 4.8, title: "by the engine's restart policy" },
  { key: "uptime", label: "Up", width: 5.8, title: "since its start" },
];

/** Without these a line says too little. */
export const ALWAYS: SortKey[] = ["name", "status", "cpu", "memory"];

/** The others in the order in which they get room; the last ones only where the user chose them. */
const BY_WORTH: SortKey[] = ["uptime", "network", "pids", "restarts", "io"];
const KEY = "docker-monitor.columns";

function stored(): SortKey[] | undefined {
  try {
    const text = localStorage.getItem(KEY);
    if (text === null) return undefined;
    const names = text.split(",");
    return COLUMNS.map(({ key }) => key).filter((key) => names.includes(key));
  } catch {
    return undefined; // the browser keeps nothing for us
  }
}

/** The columns that the user chose beside the fixed ones; undefined: the default ones. */
export const chosenColumns = new Signal<SortKey[] | undefined>(stored());

export function chooseColumns(keys: SortKey[] | undefined): void {
  chosenColumns.value = keys;
  try {
    if (keys) localStorage.setItem(KEY, keys.join());
    else localStorage.removeItem(KEY);
  } catch {
    // then it holds until the next reload
  }
}

/** What is wanted: as chosen, else what is worth most. */
export function wantedColumns(chosen: SortKey[] | undefined): SortKey[] {
  return chosen ?? BY_WORTH;
}

export interface Fit {
  columns: Column[];
  /** Memory shows less, as there is little room. */
  tight: boolean;
  /** For the style sheet. */
  template: string;
}

const GAP = 1;
/** What a name should have, so that others get room after it. */
const NAME_ROOM = 12;
const TIGHT_MEMORY = 12.5;
/** Narrower than this there are two lines for each container, and in rem of a row. */
export const TWO_LINES = 46;
const TIGHT = 63;

/** The columns for which so many rem are room enough. */
export function fitColumns(room: number, chosen: SortKey[] | undefined): Fit {
  const widthOf = (key: SortKey, tight: boolean) =>
    (key === "memory" && tight ? TIGHT_MEMORY : COLUMNS.find((each) => each.key === key)?.width ?? 0) + GAP;
  const wanted = wantedColumns(chosen);
  const inOrder = chosen ? [...chosen].sort((a, b) => BY_WORTH.indexOf(a) - BY_WORTH.indexOf(b)) : wanted;
  const fit = (tight: boolean) => {
    const keys = new Set(ALWAYS);
    let left = room - GAP - NAME_ROOM - GAP - ALWAYS.slice(1).reduce((sum, key) => sum + widthOf(key, tight), 0);
    if (room >= TWO_LINES) for (const key of inOrder) {
      const width = widthOf(key, tight);
      if (width > left) continue;
      left -= width;
      keys.add(key);
    }
    return keys;
  };
  let tight = room < TIGHT;
  let keys = fit(tight);
  if (!tight && chosen && chosen.some((key) => !keys.has(key))) keys = fit(tight = true);
  const columns = COLUMNS.filter(({ key }) => keys.has(key));
  const template = columns.map(({ key, width }) =>
    key === "name" ? `minmax(${room < TIGHT ? 8 : width}rem, 1fr)`
      : `${key === "memory" && tight ? TIGHT_MEMORY : width}rem`).join(" ");
  return { columns, tight, template };
}
