import { AlarmBook, KEPT_ALARMS } from "./alarm_book";
import { askJson } from "./api";
import { Signal } from "./signal";
import type { Alarm } from "./types";

interface Page {
  alarms: Alarm[];
  next: string | null;
}

export const book = new AlarmBook();
export const alarmsChanged = new Signal(0);
/** The newest that came while we watched, for those who do not see the page. */
export const announced = new Signal<Alarm | undefined>(undefined);
/** Where the next older page begins; "" at the newest, null at the end, undefined before the first. */
export const older = new Signal<string | null | undefined>(undefined);
/** True once all that are open are known: before that nobody can say that there is no trouble. */
export const openKnown = new Signal(false);
export const alarmsProblem = new Signal<string>("");

function changed(): void {
  alarmsChanged.value += 1;
}

/** Tells how many of them are new. */
export function takeAlarms(alarms: Alarm[]): number {
  const fresh = alarms.filter((alarm) => book.put(alarm)).length;
  changed();
  return fresh;
}

export function takeAlarm(alarm: Alarm): void {
  if (book.put(alarm)) announced.value = alarm;
  // Those between what is kept and what would be asked for next are gone: they are asked for again.
  if (book.prune() && older.value !== undefined) older.value = "";
  changed();
}

export function endAlarmsOf(containerId: string): void {
  book.endAll(containerId);
  changed();
}

type Loaded = Page & { fresh: number };

async function load(query: string): Promise<Loaded | undefined> {
  try {
    const page = await askJson<Page>(`alarms?${query}`);
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

/** Pages from the newest on, so many at most; `end` where `look` has seen enough or all is seen. */
async function walk(
  query: string, most: number, look: (page: Loaded) => boolean,
): Promise<"end" | "more" | "failed"> {
  let after: string | null = "";
  for (let pages = 0; pages < most; ++pages) {
    const page: Loaded | undefined = await load(query + (after && `&after=${encodeURIComponent(after)}`));
    if (!page) return "failed";
    after = look(page) ? null : nextOf(page, after);
    if (after === null) return "end";
  }
  return "more";
}

/** Ten thousand open ones at most. */
const OPEN_PAGES = 10;

/** All that are open, however old. False where nobody tells. */
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

/** The first page, and later all that came since there was what was known. False where nobody tells. */
async function refreshNewest(known: Set<string>): Promise<boolean> {
  if (older.value === undefined) {
    const page = await load("limit=100");
    if (page) older.value = nextOf(page, "");
    return page !== undefined;
  }
  const how = await walk("limit=200", KEPT_ALARMS / 200, ({ alarms }) =>
    alarms.some(({ id }) => known.has(id)));
  if (how === "more") older.value = ""; // what lies between is asked for where somebody looks
  return how !== "failed";
}

/** What was known before we heard nothing; undefined once what was missed is made up for. */
let heardBefore: Set<string> | undefined;
let failedAt = Infinity;
const RETRY_MS = 15_000;

/** Makes up for what was not heard: call it once the stream is there. */
export async function refreshAlarms(): Promise<void> {
  const known = (heardBefore ??= book.ids());
  failedAt = Infinity;
  if (await refreshOpen(known) && await refreshNewest(known)) heardBefore = undefined;
  else failedAt = performance.now();
}

/** True some time after that has failed: it is tried again. */
export function alarmsDue(): boolean {
  return performance.now() - failedAt >= RETRY_MS;
}

/** Whether there may be older ones than those that are known. */
export function mayBeOlder(cursor: string | null | undefined): boolean {
  return typeof cursor === "string"; // "" too
}

let loadingOlder = false;

/** So many pages at most are asked for at a time where what comes is not what is looked for. */
const OLDER_PAGES = 10;

/** Loads older ones until some come that are looked for. */
export async function loadOlder(wanted: (alarm: Alarm) => boolean = () => true): Promise<void> {
  if (loadingOlder) return;
  loadingOlder = true;
  for (let pages = 0; pages < OLDER_PAGES && typeof older.value === "string"; ++pages) {
    const cursor: string = older.value;
    const page = await load(`limit=200${cursor && `&after=${encodeURIComponent(cursor)}`}`);
    if (!page) break;
    // Else it begins anew, as what lies between was forgotten meanwhile.
    if (older.value === cursor) older.value = nextOf(page, cursor);
    if (page.fresh > 0 && page.alarms.some(wanted)) break;
  }
  loadingOlder = false;
}

/** Those of one container; also of the ones it replaced, as the name is the same. Why not, else "". */
export async function loadAlarmsOf(name: string): Promise<string> {
  const page = await load(`limit=500&container=${encodeURIComponent(name)}`);
  return page ? "" : alarmsProblem.value;
}
