import type { Alarm } from "./types";

/** An alarm with what ended it. */
export interface Incident {
  alarm: Alarm;
  end: Alarm | undefined;
}

/** The bounds of a page that stays open for months: beyond `MAX_ALARMS` closed alarms, the newest
 * `KEPT_ALARMS` are kept. */
const MAX_ALARMS = 3000;
export const KEPT_ALARMS = 2000;
const MAX_GONE = 200;

/** Alarms by id, and the end of each that has one. */
export class AlarmBook {
  private readonly byId = new Map<string, Alarm>();
  private readonly ends = new Map<string, Alarm>();
  /** Ids of containers that were removed lately. */
  private readonly gone = new Set<string>();

  /** Forgets all. */
  clear(): void {
    this.byId.clear();
    this.ends.clear();
    this.gone.clear();
  }

  /** False where it was known already. */
  put(received: Alarm): boolean {
    const known = this.byId.get(received.id);
    const over = received.state === "open" && this.gone.has(received.containerId ?? "");
    const alarm: Alarm = over ? { ...received, state: "closed" } : received;
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

  /** Newest first, each with its end; an end whose begin is known is no incident of its own. An alarm
   * that takes the place of another, as a loop after more restarts, is no end. */
  incidents(): Incident[] {
    const list: Incident[] = [];
    for (const alarm of this.byId.values())
      if (alarm.severity !== "Clear" || !alarm.closes || !this.byId.has(alarm.closes))
        list.push({ alarm, end: this.ends.get(alarm.id) });
    return list.sort((a, b) => (a.alarm.eventTimestamp < b.alarm.eventTimestamp ? 1 : -1));
  }

  /** Closes the open alarms that were `known` and are not among `ids`: their ends were missed. */
  keepOpen(ids: Set<string>, known: Set<string>): void {
    for (const alarm of this.byId.values())
      if (alarm.state === "open" && known.has(alarm.id) && !ids.has(alarm.id))
        this.byId.set(alarm.id, { ...alarm, state: "closed" });
  }

  /** Closes the alarms of a container that was removed, also those that arrive later: no other alarm
   * closes them. */
  endAll(containerId: string): void {
    this.gone.add(containerId);
    for (const first of this.gone) if (this.gone.size > MAX_GONE) this.gone.delete(first);
    for (const alarm of this.byId.values())
      if (alarm.state === "open" && alarm.containerId === containerId)
        this.byId.set(alarm.id, { ...alarm, state: "closed" });
  }

  /** Forgets the oldest of those that are over. False where there are not too many. */
  prune(): boolean {
    if (this.byId.size <= MAX_ALARMS) return false;
    const over = [...this.byId.values()].filter(({ state }) => state !== "open");
    if (over.length <= MAX_ALARMS) return false;
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
