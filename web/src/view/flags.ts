// What charts of a container show beside its lines: alarms, starts and limits.
import type { Incident } from "../state/alarm_book";
import { toneOf, wordsOf } from "./feed";
import { moment } from "../state/format";
import type { Tone } from "./icons";
import type { Container, Host } from "../state/types";

/** Something that happened, drawn as a flag over the chart. */
export interface Mark {
  time: number;
  tone: Tone;
  text: string;
}

/** Nearer to another flag, one of a start says nothing new. */
const BESIDE_MS = 5000;

/** Words that fit beside others. */
export function shortened(text: string): string {
  return text.length > 32 ? `${text.slice(0, 31).trimEnd()}…` : text;
}

/** Its own limits: what the whole host has is none. */
export function limitsOf(c: Container | undefined, info: Host | undefined): Record<string, number | undefined> {
  const [cpu, memory] = [c?.cpu?.limitPercent, c?.memory?.limitBytes];
  return {
    CPU: cpu !== undefined && cpu < 100 * (info?.cores ?? Infinity) ? cpu : undefined,
    Memory: memory !== undefined && memory < (info?.memoryBytes ?? Infinity) ? memory : undefined,
    PIDs: c?.pids?.limit && (c.pids.current ?? 0) > c.pids.limit / 10 ? c.pids.limit : undefined,
  };
}

/** The alarms of a container, and its last start where no alarm is about that. */
export function marksOf(incidents: Incident[], startedAt: string | undefined): Mark[] {
  const marks = incidents.map(({ alarm }): Mark => ({
    time: moment(alarm.eventTimestamp), tone: toneOf(alarm), text: shortened(wordsOf(alarm).replace(/^is in a /, "")),
  }));
  for (const { alarm, end } of incidents)
    if (end?.kind === "up") {
      // A restart at once needs no flag beside that of the crash.
      if (moment(end.eventTimestamp) - moment(alarm.eventTimestamp) >= BESIDE_MS)
        marks.push({ time: moment(end.eventTimestamp), tone: "good", text: "restarted" });
    } else if (end && alarm.kind === "unhealthy")
      marks.push({ time: moment(end.eventTimestamp), tone: "good", text: "healthy" });
  const started = moment(startedAt);
  if (started && !marks.some(({ time }) => Math.abs(time - started) < BESIDE_MS))
    marks.push({ time: started, tone: "good", text: "started" });
  return marks.sort((a, b) => a.time - b.time);
}
