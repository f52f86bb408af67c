// The filter that finds containers: words, and terms such as image:nginx or label:team=web.
import { hostOf } from "./fleet";
import { moment } from "./format";
import { isUp, type Row } from "./rows";
import type { Alarm } from "./types";

/** What a term may begin with. */
export const TERMS = ["image", "project", "label", "health", "status", "name", "id", "host"] as const;
export type Term = (typeof TERMS)[number];

interface Part {
  term: Term | undefined;
  value: string;
}

/** Quotes hold together what has spaces. */
function parts(text: string): Part[] {
  return (text.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? []).map((word) => {
    const plain = word.replaceAll('"', "");
    const at = plain.indexOf(":");
    const term = TERMS.find((each) => each === plain.slice(0, at).toLowerCase());
    return term ? { term, value: plain.slice(at + 1) } : { term: undefined, value: plain };
  });
}

function written({ term, value }: Part): string {
  const word = /\s/.test(value) ? `"${value}"` : value;
  return term ? `${term}:${word}` : word;
}

/** The value of a term in a text; "" where it is not in it. */
export function termOf(text: string, term: Term): string {
  return parts(text).find((part) => part.term === term)?.value ?? "";
}

/** The text with another value of a term, or without it. */
export function withTerm(text: string, term: Term, value: string): string {
  const rest = parts(text).filter((part) => part.term !== term);
  return [...rest, ...(value ? [{ term, value }] : [])].map(written).join(" ");
}

/** What stands for containers of no project, or without a health check. */
export const NONE = "none";

function matchesLabel(labels: Record<string, string>, wanted: string): boolean {
  const [key = "", ...rest] = wanted.split("=");
  return Object.entries(labels).some(([name, value]) =>
    name.toLowerCase() === key && (!rest.length || value.toLowerCase() === rest.join("=")));
}

function matchesPart(row: Row, { term, value }: Part): boolean {
  const { c, project } = row;
  const wanted = value.toLowerCase();
  if (!wanted) return true; // it is still typed
  switch (term) {
    case "image":
      return (c.image ?? "").toLowerCase().includes(wanted);
    case "project":
      return project.toLowerCase() === (wanted === NONE ? "" : wanted);
    case "label":
      return matchesLabel(c.labels, wanted);
    case "health":
      return wanted === NONE ? c.health === undefined : isUp(c) && c.health === wanted;
    case "status":
      return c.status === wanted;
    case "name":
      return c.name.toLowerCase().includes(wanted);
    case "id":
      return (c.local?.id ?? c.id).startsWith(wanted);
    case "host":
      return c.host?.toLowerCase() === wanted;
    default:
      return c.name.toLowerCase().includes(wanted) || (c.image ?? "").toLowerCase().includes(wanted) ||
        project.toLowerCase().includes(wanted) || (c.local?.id ?? c.id).startsWith(wanted);
  }
}

/** Makes a predicate: true of a row that every word and every term matches. */
export function filterOf(text: string): (row: Row) => boolean {
  const wanted = parts(text);
  return (row) => wanted.every((part) => matchesPart(row, part));
}

/** So many are offered at most. */
const MAX_CHOICES = 300;

function sorted(values: Set<string>): string[] {
  return [...values].sort().slice(0, MAX_CHOICES);
}

/** What there is to choose among these rows. */
export function choicesOf(rows: Iterable<Row>): Record<"image" | "project" | "label" | "health" | "host", string[]> {
  const images = new Set<string>();
  const projects = new Set<string>();
  const labels = new Set<string>();
  const health = new Set<string>();
  const hosts = new Set<string>();
  for (const { c, project } of rows) {
    if (c.image) images.add(c.image);
    projects.add(project || NONE);
    health.add(c.health ?? NONE);
    if (c.host) hosts.add(c.host);
    for (const [key, value] of Object.entries(c.labels)) labels.add(`${key}=${value}`);
  }
  return {
    image: sorted(images), project: sorted(projects), label: sorted(labels), health: sorted(health),
    host: sorted(hosts),
  };
}

/** Which alarms are listed. */
export interface AlarmFilter {
  /** A part of the container's name. */
  container: string;
  kind: string;
  /** At least as grave. */
  severity: string;
  /** Not older than so many hours; 0: of any age. */
  hours: number;
}

export const SEVERITIES = ["Clear", "Warning", "Minor", "Major", "Critical"];

export function filtersAlarms({ container, kind, severity, hours }: AlarmFilter): boolean {
  return container !== "" || kind !== "" || severity !== "" || hours > 0;
}

/** Whether an alarm is listed; one that is open is as old as now. */
export function matchesAlarm(alarm: Alarm, filter: AlarmFilter, time: number): boolean {
  const { container, kind, severity, hours } = filter;
  const { container: name } = alarm.primarySubject;
  if (container && !(name === "-" ? hostOf(alarm) ?? "engine" : name).toLowerCase().includes(container.toLowerCase()))
    return false;
  if (kind && alarm.kind !== kind) return false;
  if (severity && SEVERITIES.indexOf(alarm.severity) < SEVERITIES.indexOf(severity)) return false;
  return !hours || alarm.state === "open" || time - moment(alarm.eventTimestamp) <= hours * 3600_000;
}
