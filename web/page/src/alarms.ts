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

/** Alarms by id, and the end of each that has one. */
export class AlarmBook {
  private readonly byId = new Map<string, Alarm>();
  private readonly ends = new Map<string, Alarm>();

  /** False where it was known already. */
  put(alarm: Alarm): boolean {
    const known = this.byId.get(alarm.id);
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

  all(): Iterable<Alarm> {
    return this.byId.values();
  }
}

export const book = new AlarmBook();
export const alarmsChanged = new Signal(0);
/** The newest that came while we watched, for those who do not see the page. */
export const announced = new Signal<Alarm | undefined>(undefined);
/** Where the next older page begins; null at the end, undefined before the first. */
export const older = new Signal<string | null | undefined>(undefined);
export const alarmsProblem = new Signal<string>("");

function changed(): void {
  alarmsChanged.value += 1;
}

export function takeAlarms(alarms: Alarm[]): void {
  for (const alarm of alarms) book.put(alarm);
  changed();
}

export function takeAlarm(alarm: Alarm): void {
  if (book.put(alarm)) announced.value = alarm;
  changed();
}

async function load(query: string): Promise<Page | undefined> {
  try {
    const page = await askJson<Page>(`alarms?${query}`);
    alarmsProblem.value = "";
    takeAlarms(page.alarms);
    return page;
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
  if (!older.value) return;
  const page = await load(`limit=200&after=${encodeURIComponent(older.value)}`);
  if (page) older.value = page.next;
}

/** Those of one container; also of the ones it replaced, as the name is the same. */
export function loadAlarmsOf(name: string): Promise<unknown> {
  return load(`limit=500&container=${encodeURIComponent(name)}`);
}
