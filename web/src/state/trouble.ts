// What is wrong with a container now, from its state and its open alarms: it is listed first.
import { alarmsChanged, book } from "./alarms";
import { moment } from "./format";
import type { Incident } from "./alarm_book";
import type { Row } from "./rows";
import type { Alarm, Container } from "./types";

export type Trouble = "down" | "crash loop" | "unhealthy" | "paused" | "near a limit";

/** The worst first. */
export const TROUBLES: Trouble[] = ["down", "crash loop", "unhealthy", "paused", "near a limit"];

/** In percent of a limit: from here on it is near. */
export const NEAR = 90;

/** In percent of a limit: from here on a bar warns. */
const HIGH = 80;

/** The tone of a bar that shows so many percent of a limit. */
export function fullness(percent: number | undefined): "" | "warn" | "bad" {
  if (percent === undefined || Number.isNaN(percent) || percent < HIGH) return "";
  return percent < NEAR ? "warn" : "bad";
}

/** The exit code of SIGKILL: of `docker kill`, and of a lack of memory. */
const KILLED = 137;

/** Exit codes of an ordinary end: success, and the signals of `docker stop`, `docker kill` and the
 * keyboard. */
const FINE_EXITS = [0, 130, KILLED, 143];

/** True of an end that is no trouble. */
function isFineExit(c: Container): boolean {
  return FINE_EXITS.includes(c.exitCode ?? 0) && !(c.oomKilled && c.exitCode === KILLED);
}

/** True of a stop on request and of an exit with code 0. */
export function isIntended(alarm: Alarm): boolean {
  const { cause } = alarm.additionalData;
  return alarm.kind === "down" && (cause === "stopped" || cause === "exited");
}

/** True of what an operator must know of while it is open. */
export function isTrouble(alarm: Alarm): boolean {
  return alarm.severity !== "Clear" && !isIntended(alarm);
}

/** An end for lack of memory comes this soon after the alarm about the memory. */
const TWIN_MS = 5000;

/** The incidents without each `oom` of which a `down` says the same and more. */
export function withoutTwins(incidents: Incident[]): Incident[] {
  const ends = new Map<string, number[]>();
  for (const { alarm } of incidents)
    if (alarm.kind === "down" && alarm.additionalData.cause === "oom" && alarm.containerId)
      ends.set(alarm.containerId, [...(ends.get(alarm.containerId) ?? []), moment(alarm.eventTimestamp)]);
  return incidents.filter(({ alarm }) => alarm.kind !== "oom" ||
    !ends.get(alarm.containerId ?? "")?.some((at) => Math.abs(at - moment(alarm.eventTimestamp)) <= TWIN_MS));
}

/** Of the incidents of a container, newest first, those that say what is wrong with it now: the crash
 * loop with its last end, which has the cause, else the newest open one. */
export function pressing(incidents: Incident[]): Incident[] {
  const found = incidents.filter(({ alarm }) => alarm.state === "open" && isTrouble(alarm));
  const open = found.find(({ alarm }) => alarm.kind === "restart-loop") ?? found[0];
  if (open?.alarm.kind !== "restart-loop") return open ? [open] : [];
  const last = incidents.find(({ alarm }) => alarm.kind === "down" && isTrouble(alarm));
  return last ? [open, last] : [open];
}

/** What the open alarms of a container say. */
export interface Open {
  /** Whether it is down and that was not requested; undefined where no alarm says that it is down. */
  down?: boolean;
  loop?: boolean;
  threshold?: boolean;
}

const NOTHING: Open = {};
let made = -1;
let byContainer = new Map<string, Open>();

/** The open alarms of a container; found once for each change of the alarms. */
export function openOf(id: string): Open {
  if (made !== alarmsChanged.value) {
    made = alarmsChanged.value;
    byContainer = new Map();
    for (const alarm of book.all()) {
      if (alarm.state !== "open" || !alarm.containerId) continue;
      const open = byContainer.get(alarm.containerId) ?? {};
      if (alarm.kind === "down") open.down = isTrouble(alarm);
      if (alarm.kind === "restart-loop") open.loop = true;
      if (alarm.kind === "threshold") open.threshold = true;
      byContainer.set(alarm.containerId, open);
    }
  }
  return byContainer.get(id) ?? NOTHING;
}

/** How much of the CPU it may use a container uses, in percent; unknown without a limit. */
export function shareOfLimit({ cpu }: Container): number | undefined {
  if (cpu?.percent === undefined || !cpu.limitPercent) return undefined;
  return (100 * cpu.percent) / cpu.limitPercent;
}

/** Its limits that it is near, each with how near: "memory 97%". */
export function nearLimits(c: Container): string[] {
  const pids = c.pids?.limit ? (100 * (c.pids.current ?? NaN)) / c.pids.limit : NaN;
  const shares: [string, number][] = [
    ["CPU", shareOfLimit(c) ?? NaN], ["memory", c.memory?.percent ?? NaN], ["PIDs", pids]];
  return shares.flatMap(([name, share]) => (share >= NEAR ? [`${name} ${Math.round(share)}%`] : []));
}

/** What is wrong with a container now; undefined where nothing is. */
export function troubleOf(c: Container, open: Open = openOf(c.id)): Trouble | undefined {
  switch (c.status) {
    case "restarting":
      return "crash loop";
    case "dead":
      return "down";
    case "exited":
      return open.down ?? !isFineExit(c) ? "down" : undefined;
    case "paused":
      return "paused";
    case "running":
      if (open.loop) return "crash loop";
      if (c.health === "unhealthy") return "unhealthy";
      return open.threshold || nearLimits(c).length ? "near a limit" : undefined;
    default:
      return undefined;
  }
}

/** 0 for the worst trouble, and the number of troubles for none. */
export function rankOf(row: Row): number {
  const trouble = troubleOf(row.c);
  return trouble ? TROUBLES.indexOf(trouble) : TROUBLES.length;
}

/** With how many containers each is wrong now; those that are with none are left out. */
export function countTroubles(rows: Iterable<Row>): Map<Trouble, number> {
  const counts = new Map<Trouble, number>();
  for (const { c } of rows) {
    const trouble = troubleOf(c);
    if (trouble) counts.set(trouble, (counts.get(trouble) ?? 0) + 1);
  }
  return new Map(TROUBLES.flatMap((trouble) => {
    const count = counts.get(trouble);
    return count ? [[trouble, count] as const] : [];
  }));
}

/** The same in words: "2 unhealthy, 1 down", else "". */
export function wordsOfTroubles(counts: Map<Trouble, number>): string {
  return [...counts].map(([trouble, count]) => `${count} ${trouble}`).join(", ");
}

/** The number of subjects in trouble: containers, and open alarms about the engine or the program. */
export function troubleCount(rows: Iterable<Row>): number {
  let count = 0;
  for (const { c } of rows) if (troubleOf(c)) ++count;
  for (const alarm of book.all())
    if (alarm.state === "open" && !alarm.containerId && isTrouble(alarm)) ++count;
  return count;
}
