import type { Alarm } from "./types";

/** An alarm with what ended it. */
export interface Story {
  alarm: Alarm;
  end: Alarm | undefined;
}

/** A page may stay open for months: of more that are over than this, only so many are kept. */
const MOST_ALARMS = 3000;
export const KEPT_ALARMS = 2000;
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

  /** Ends what is open of those that were `known`, but for these ids: nobody told us. */
  keepOpen(ids: Set<string>, known: Set<string>): void {
    for (const alarm of this.byId.values())
      if (alarm.state === "open" && known.has(alarm.id) && !ids.has(alarm.id))
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
    const over = [...this.byId.values()].filter(({ state }) => state !== "open");
    if (over.length <= MOST_ALARMS) return false;
    over.sort((a, b) => (a.eventTimestamp < b.eventTimestamp ? -1 : 1));
    for (const { id, closes } of over.slice(0, over.length - KEPT_ALARMS)) {
      this.byId.delete(id);
      // As long as one of the two is known, so is that they belong together.
      const end = this.ends.get(id);
      if (end && !this.byId.has(end.id)) this.ends.delete(id);
      if (closes && !this.byId.has(closes)) this.ends.delete(closes);
    }
    return true;
  }

  all(): Iterable<Alarm> {
    return this.byId.values();
  }

  ids(): Set<string> {
    return new Set(this.byId.keys());
  }
}
