import { askJson } from "./api";
import { Signal } from "./signal";
import type { Alarm } from "./types";

interface Page {
  alarms: Alarm[];
  next: string | null;
}

/** An alarm with what ended it. */
export interface Story {
  alarm: Alarm;
  end: Alarm | undefined;
}

/** A page may stay open for months: above so many, only so many are kept. */
const MOST_ALARMS = 3000;
const KEPT_ALARMS = 2000;
const MOST_GONE = 200;

/** Alarms by id, and the end of each that has one. */
export class AlarmBook {
  private readonly byId = new Map<string, Alarm>();
  private readonly ends = new Map<string, Alarm>();
  /** Ids of containers that were removed lately. */
  private readonly gone = new Set<string>();

  /** False where it was known already. */
  put(told: Alarm): boolean {
    const known = this.byId.get(told.id);
    const over = told.state === "open" && this.gone.has(told.containerId ?? "");
    const alarm: Alarm = over ? { ...told, state: "closed" } : told;
    this.byId.set(alarm.id, alarm);
    if (alarm.closes) {
      this.ends.set(alarm.closes, alarm);
      const closed = this.byId.get(alarm.closes);
      if (closed?.state === "open") this.byId.set(closed.id, { ...closed, state: "closed" });
    }
    if (alarm.state === "open" && this.ends.has(alarm.id))
      this.byId.set(alarm.id, { ...alarm, state: "closed" });
    return known === undefined;
  }

  /** Newest first, each with its end; an end whose begin is known is no story of its own. */
  stories(): Story[] {
    const told: Story[] = [];
    for (const alarm of this.byId.values())
      if (!alarm.closes || !this.byId.has(alarm.closes))
        told.push({ alarm, end: this.ends.get(alarm.id) });
    return told.sort((a, b) => (a.alarm.eventTimestamp < b.alarm.eventTimestamp ? 1 : -1));
  }

  /** What was open and is not any more while we did not listen. */
  keepOpen(ids: Set<string>): void {
    for (const alarm of this.byId.values())
      if (alarm.state === "open" && !ids.has(alarm.id))
        this.byId.set(alarm.id, { ...alarm, state: "closed" });
  }

  /** With a container go the troubles it had, those told later included: nobody tells their ends. */
  endAll(containerId: string): void {
    this.gone.add(containerId);
    for (const first of this.gone) if (this.gone.size > MOST_GONE) this.gone.delete(first);
    for (const alarm of this.byId.values())
      if (alarm.state === "open" && alarm.containerId === containerId)
        this.byId.set(alarm.id, { ...alarm, state: "closed" });
  }

  /** Forgets the oldest of those that are over. False where there are not too many. */
  prune(): boolean {
    if (this.byId.size <= MOST_ALARMS) return false;
    const over = [...this.byId.values()].filter(({ state }) => state !== "open")
      .sort((a, b) => (a.eventTimestamp < b.eventTimestamp ? -1 : 1));
    for (const { id, closes } of over.slice(0, this.byId.size - KEPT_ALARMS)) {
      this.byId.delete(id);
      this.ends.delete(id);
      if (closes && !this.byId.has(closes)) this.ends.delete(closes);
    }
    return true;
  }

  all(): Iterable<Alarm> {
    return this.byId.values();
  }
}

export const book = new AlarmBook();
export const alarmsChanged = new Signal(0);
/** The newest that came while we watched, for those who do not see the page. */
export const announced = new Signal<Alarm | undefined>(undefined);
/** Where the next older page begins; "" at the newest, null at the end, undefined before the first. */
export const older = new Signal<string | null | undefined>(undefined);
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

async function load(query: string): Promise<(Page & { fresh: number }) | undefined> {
  try {
    const page = await askJson<Page>(`alarms?${query}`);
    alarmsProblem.value = "";
    return { ...page, fresh: takeAlarms(page.alarms) };
  } catch (error) {
    alarmsProblem.value = error instanceof Error ? error.message : String(error);
    return undefined;
  }
}

/** All that are open, however old, and where older ones begin. */
export async function refreshAlarms(): Promise<void> {
  const begun = new Date().toISOString();
  const open = await load("state=open&limit=1000");
  if (open && open.next === null) {
    const ids = new Set(open.alarms.map((alarm) => alarm.id));
    for (const alarm of book.all()) if (alarm.eventTimestamp >= begun) ids.add(alarm.id);
    book.keepOpen(ids);
    changed();
  }
  if (older.value === undefined) {
    const page = await load("limit=100");
    if (page) older.value = page.next;
  }
}

export async function loadOlder(): Promise<void> {
  while (typeof older.value === "string") {
    const after = older.value && `&after=${encodeURIComponent(older.value)}`;
    const page = await load(`limit=200${after}`);
    if (!page) return;
    older.value = page.next;
    if (page.fresh > 0) return;
  }
}

/** Those of one container; also of the ones it replaced, as the name is the same. */
export function loadAlarmsOf(name: string): Promise<unknown> {
  return load(`limit=500&container=${encodeURIComponent(name)}`);
}
