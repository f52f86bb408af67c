import { AlarmBook, KEPT_ALARMS } from "./alarm_book";
import { askJson } from "./api";
import { namedAlarm, parted } from "./fleet";
import { Signal } from "./signal";
import type { Alarm } from "./types";

interface Page {
  alarms: Alarm[];
  next: string | null;
}

export const book = new AlarmBook();
export const alarmsChanged = new Signal(0);
/** The newest alarm that arrived while the page is open; screen readers announce it. */
export const announced = new Signal<Alarm | undefined>(undefined);
/** Where the next older page begins; "" at the newest, null at the end, undefined before the first. */
export const older = new Signal<string | null | undefined>(undefined);
/** True once all open alarms are known; before that the page does not say "no trouble". */
export const openKnown = new Signal(false);
export const alarmsProblem = new Signal<string>("");

function changed(): void {
  alarmsChanged.value += 1;
}

/** Takes alarms; returns how many of them are new. */
export function takeAlarms(alarms: Alarm[]): number {
  const fresh = alarms.filter((alarm) => book.put(namedAlarm(alarm))).length;
  changed();
  return fresh;
}

export function takeAlarm(received: Alarm): void {
  const alarm = namedAlarm(received);
  if (book.put(alarm)) announced.value = alarm;
  // Those between what is kept and what would be asked for next are gone: they are asked for again.
  if (book.prune() && older.value !== undefined) older.value = "";
  changed();
}

export function endAlarmsOf(containerId: string): void {
  book.endAll(containerId);
  changed();
}

/** Nothing is known any more, as before the first answer. */
export function forgetAlarms(): void {
  book.clear();
  older.value = undefined;
  openKnown.value = false;
  knownBefore = undefined;
  changed();
}

type Loaded = Page & { fresh: number };

async function load(query: string, path = "alarms"): Promise<Loaded | undefined> {
  try {
    const page = await askJson<Page>(`${path}?${query}`);
    alarmsProblem.value = "";
    return { ...page, fresh: takeAlarms(page.alarms) };
  } catch (error) {
    alarmsProblem.value = error instanceof Error ? error.message : String(error);
    return undefined;
  }
}

/** Where the page after this one begins; null at the end, and where it would not lead on. */
function nextOf(page: Page, after: string): string | null {
  return page.next && page.next !== after ? page.next : null;
}

/** Loads at most `most` pages from the newest on; `end` where `isEnough` says so or no page is left. */
async function walk(
  query: string, most: number, isEnough: (page: Loaded) => boolean,
): Promise<"end" | "more" | "failed"> {
  let after: string | null = "";
  for (let pages = 0; pages < most; ++pages) {
    const page: Loaded | undefined = await load(query + (after && `&after=${encodeURIComponent(after)}`));
    if (!page) return "failed";
    after = isEnough(page) ? null : nextOf(page, after);
    if (after === null) return "end";
  }
  return "more";
}

/** Ten thousand open ones at most. */
const OPEN_PAGES = 10;

/** Loads all open alarms, however old. False where the server does not answer. */
async function refreshOpen(known: Set<string>): Promise<boolean> {
  const ids = new Set<string>();
  const how = await walk("state=open&limit=1000", OPEN_PAGES, ({ alarms }) => {
    for (const { id } of alarms) ids.add(id);
    return false;
  });
  if (how === "failed") return false;
  if (how === "end") book.keepOpen(ids, known);
  openKnown.value = true;
  changed();
  return true;
}

/** Loads the first page; later all alarms since the newest known one. False where the server does
 * not answer. */
async function refreshNewest(known: Set<string>): Promise<boolean> {
  if (older.value === undefined) {
    const page = await load("limit=100");
    if (page) older.value = nextOf(page, "");
    return page !== undefined;
  }
  const how = await walk("limit=200", KEPT_ALARMS / 200, ({ alarms }) =>
    alarms.some(({ id }) => known.has(id)));
  if (how === "more") older.value = ""; // the gap is loaded when the reader scrolls to it
  return how !== "failed";
}

/** The ids that were known when the stream ended; undefined once the missed alarms are loaded. */
let knownBefore: Set<string> | undefined;
let failedAt = Infinity;
const RETRY_MS = 15_000;

/** Loads the alarms that were missed. The caller calls it once the stream is live. */
export async function refreshAlarms(): Promise<void> {
  const known = (knownBefore ??= book.ids());
  failedAt = Infinity;
  if (await refreshOpen(known) && await refreshNewest(known)) knownBefore = undefined;
  else failedAt = performance.now();
}

/** True when a failed `refreshAlarms` should be tried again. */
export function alarmsDue(): boolean {
  return performance.now() - failedAt >= RETRY_MS;
}

/** Whether there may be older ones than those that are known. */
export function mayBeOlder(cursor: string | null | undefined): boolean {
  return typeof cursor === "string"; // "" too
}

let loadingOlder = false;

/** The most pages that one call loads while no alarm matches. */
const OLDER_PAGES = 10;

/** Loads older alarms until some of them are `wanted`. */
export async function loadOlder(wanted: (alarm: Alarm) => boolean = () => true): Promise<void> {
  if (loadingOlder) return;
  loadingOlder = true;
  for (let pages = 0; pages < OLDER_PAGES && typeof older.value === "string"; ++pages) {
    const cursor: string = older.value;
    const page = await load(`limit=200${cursor && `&after=${encodeURIComponent(cursor)}`}`);
    if (!page) break;
    // Else loading starts again from the newest page: what lies between was forgotten meanwhile.
    if (older.value === cursor) older.value = nextOf(page, cursor);
    if (page.fresh > 0 && page.alarms.some(wanted)) break;
  }
  loadingOlder = false;
}

/** Those of one container; also of the ones it replaced, as the name is the same. Why not, else "". */
export async function loadAlarmsOf(container: string): Promise<string> {
  const { host, name } = parted(container);
  const page = await load(`limit=500&container=${encodeURIComponent(name)}`,
    host === undefined ? "alarms" : `hosts/${encodeURIComponent(host)}/alarms`);
  return page ? "" : alarmsProblem.value;
}
