import { useMemo, useState } from "preact/hooks";
import type { Incident } from "../state/alarm_book";
import {
  alarmsChanged, alarmsProblem, announced, book, loadOlder, mayBeOlder, older, openKnown,
} from "../state/alarms";
import { age, binary, clock, day, duration, moment, percent, plural, withLocalTimes } from "../state/format";
import { Command } from "./copy";
import { Icon, type Tone } from "./icons";
import { ackCommand } from "../state/silence";
import { hostOf } from "../state/fleet";
import { begun, host, slow } from "../state/live";
import { CLOSED, go, linkTo, route } from "../state/route";
import { now } from "../state/rows";
import { filtersAlarms, matchesAlarm, SEVERITIES, type AlarmFilter } from "../state/filter";
import { useSignal } from "../state/signal";
import { isIntended, withoutTwins } from "../state/trouble";
import type { Alarm, LastSample } from "../state/types";

/** The tone of an alarm: a requested stop is no trouble. */
export function toneOf(alarm: Alarm): Tone {
  if (isIntended(alarm)) return "off";
  switch (alarm.severity) {
    case "Critical":
    case "Major":
      return alarm.kind === "paused" ? "warn" : "bad";
    case "Minor":
    case "Warning":
      return "warn";
    case "Clear":
      return "good";
  }
}

const CAUSES: Record<string, string> = {
  stopped: "stopped on request",
  exited: "exited",
  crashed: "crashed",
  oom: "ran out of memory",
  engine: "went down with the engine",
};

/** What an alarm that only ends another says. */
const ENDS: Record<string, string> = {
  "restart-loop": "is out of its crash loop",
  threshold: "is within its limit again",
  "engine-unreachable": "is reachable again",
  degraded: "works again",
  "host-lost": "is back",
  "duplicate-host": "has its credential to itself again",
};

/** cpu at 97%, limit 90%. */
function threshold(metric: string, value?: number, limit?: number, below?: boolean): string {
  const unit = metric.toLowerCase().endsWith("percent") ? "%" : "";
  const name = unit ? metric.replace(/\.?percent$/i, "") : metric;
  const number = (n: number) => `${Number(n.toPrecision(4))}${unit}`;
  const at = value === undefined ? (below ? "is low" : "is high") : `at ${number(value)}`;
  return `${name} ${at}${limit === undefined ? "" : `, limit ${number(limit)}`}`;
}

/** What happened, in a few words. */
export function wordsOf(alarm: Alarm): string {
  const { cause, metric, value, limit, restarts, reason } = alarm.additionalData;
  if (alarm.closes && alarm.severity === "Clear" && ENDS[alarm.kind]) return ENDS[alarm.kind] ?? "";
  if (alarm.kind === "down") return (cause && CAUSES[cause]) || "went down";
  if (alarm.kind === "threshold" && metric !== undefined)
    return threshold(metric, value, limit, alarm.additionalData.below);
  if (alarm.kind === "restart-loop")
    return `is in a crash loop${restarts ? ` (${plural(restarts, "restart")})` : ""}`;
  const plain: Record<string, string> = {
    up: "started", paused: "paused", unpaused: "goes on", unhealthy: "became unhealthy",
    healthy: "is healthy again", oom: "ran out of memory",
  };
  return plain[alarm.kind] ?? withLocalTimes(reason ? `${alarm.description}: ${reason}` : alarm.description, now());
}

const ICONS: Record<Tone, string> = {
  bad: "alert", warn: "alert", off: "stop", good: "check", busy: "info",
};

/** What it used at last, as the table counts: without file cache, which the bytes of an alarm include. */
export function memoryBefore({ memoryPercent, memoryUsageBytes, memoryLimitBytes }: LastSample): string | undefined {
  const limit = memoryLimitBytes ? ` of ${binary(memoryLimitBytes)}` : "";
  if (memoryPercent !== undefined && limit) return `memory ${percent(memoryPercent)}${limit}`;
  return memoryUsageBytes === undefined ? undefined : `memory ${binary(memoryUsageBytes)}${limit} with file cache`;
}

function Particulars({ alarm }: { alarm: Alarm }) {
  const { exitCode, signal, origin, lastSample, rule } = alarm.additionalData;
  const facts = [
    exitCode !== undefined && alarm.kind === "down" && `exit code ${exitCode}${signal ? ` (${signal})` : ""}`,
    lastSample?.cpuPercent !== undefined && `CPU ${percent(lastSample.cpuPercent)} before`,
    lastSample && memoryBefore(lastSample),
    rule && `rule ${rule}`,
    origin !== "live" && `${origin}`,
    alarm.acknowledged && `acknowledged by ${alarm.acknowledged.by}`,
  ].filter(Boolean);
  return facts.length ? <p class="particulars">{facts.join(" · ")}</p> : null;
}

/** One alarm with its end; `within` a container's own view its name is not said again. */
export function IncidentItem({ incident, within }: { incident: Incident; within?: boolean }) {
  const { alarm, end } = incident;
  const subject = alarm.primarySubject.container;
  const tone = toneOf(alarm);
  const at = moment(alarm.eventTimestamp);
  const [logs, setLogs] = useState(false);
  const lines = alarm.additionalData.lastLogLines;
  const probe = alarm.additionalData.probeOutput;
  const open = (event: MouseEvent) => {
    event.preventDefault();
    // What was before it, and a little of what came after.
    go({ ...CLOSED, container: subject, view: "containers", range: now() - at < 86_400_000 ? "24h" : "30d",
      zoom: [at - 600_000, Math.min(now(), at + 300_000)] });
  };
  return (
    <li class={`incident ${alarm.state === "open" ? "open" : "past"} ${tone}`} data-kind={alarm.kind}
      data-subject={subject}>
      <Icon shape={ICONS[tone]} tone={tone} />
      <div>
        <p class="what">
          {!within && (subject === "-"
            ? <b>{hostOf(alarm) ?? "engine"}</b>
            : <a href={linkTo({ ...CLOSED, container: subject, view: "containers" })} onClick={open}>{subject}</a>)}
          {" "}{wordsOf(alarm)}
          {alarm.state === "open" && tone !== "off" && <span class="flag"> open</span>}
        </p>
        <p class="when">
          <time dateTime={alarm.eventTimestamp} title={alarm.eventTimestamp}>{clock(at, now())}</time>
          {alarm.state === "open" ? ` · for ${age(now() - at)}`
            : end ? ` · ${end.severity === "Clear" ? "ended" : "became worse"} after ${
              duration(moment(end.eventTimestamp) - at)}`
            : alarm.state === "closed" ? " · ended"
            : alarm.state === "unknown" ? " · unknown while its host is away" : ` · ${age(now() - at)} ago`}
        </p>
        <Particulars alarm={alarm} />
        {lines && lines.length > 0 && <>
          <button type="button" class="link" aria-expanded={logs} onClick={() => setLogs(!logs)}>
            {logs ? "Hide" : "Show"} its last {lines.length} log lines</button>
          {logs && <pre tabIndex={0}>{lines.join("\n")}</pre>}
        </>}
        {within && alarm.state === "open" && !alarm.acknowledged && tone !== "off" &&
          <Command text={ackCommand(alarm.id)} what="acknowledges this alarm" />}
        {probe && <pre tabIndex={0} aria-label="Output of the health check">{probe}</pre>}
      </div>
    </li>
  );
}

/** When, in words that divide a list. */
function period(at: number, time: number): string {
  if (time - at < 3600_000) return "Last hour";
  const date = new Date(at);
  if (date.toDateString() === new Date(time).toDateString()) return "Today";
  if (date.toDateString() === new Date(time - 86_400_000).toDateString()) return "Yesterday";
  return day(date);
}

/** The kinds of alarms, as one chooses among them. */
export const KINDS: [kind: string, label: string][] = [
  ["down", "down"], ["up", "up"], ["restart-loop", "crash loop"], ["oom", "out of memory"],
  ["unhealthy", "unhealthy"], ["healthy", "healthy"], ["threshold", "threshold"], ["paused", "paused"],
  ["unpaused", "unpaused"], ["engine-unreachable", "engine unreachable"], ["blind-interval", "event gap"],
  ["degraded", "degraded"], ["heartbeat", "heartbeat"], ["host-lost", "host lost"],
  ["duplicate-host", "duplicate host"], ["other", "other"],
];
const AGES: [hours: number, label: string][] = [
  [0, "any time"], [1, "last hour"], [24, "last 24 h"], [168, "last 7 d"], [720, "last 30 d"],
];

/** Which alarms are listed. */
function AlarmFilters({ filter }: { filter: AlarmFilter }) {
  const set = (change: Partial<AlarmFilter>, how: "push" | "replace" = "push") =>
    go({ alarms: { ...route.value.alarms, ...change } }, how);
  return (
    <form class="alarm-filters" role="search" aria-label="Alarms" onSubmit={(event) => event.preventDefault()}>
      <label><span>Container</span>
        <input type="search" value={filter.container} autocomplete="off" spellcheck={false}
          onInput={(event) => set({ container: event.currentTarget.value }, "replace")} /></label>
      <label><span>Kind</span>
        <select value={filter.kind} onChange={(event) => set({ kind: event.currentTarget.value })}>
          <option value="">all</option>
          {KINDS.map(([kind, label]) => <option key={kind} value={kind}>{label}</option>)}
        </select></label>
      <label><span>Severity</span>
        <select value={filter.severity} onChange={(event) => set({ severity: event.currentTarget.value })}>
          <option value="">all</option>
          {SEVERITIES.slice(1).map((each) =>
            <option key={each} value={each}>{each === "Critical" ? each : `${each} or worse`}</option>)}
        </select></label>
      <label><span>Time</span>
        <select value={String(filter.hours)} onChange={(event) => set({ hours: Number(event.currentTarget.value) })}>
          {AGES.map(([hours, label]) => <option key={hours} value={String(hours)}>{label}</option>)}
        </select></label>
    </form>
  );
}

/** The gravest first; of the same severity the newest. */
export function compareGravity(a: Alarm, b: Alarm): number {
  return SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
    (a.eventTimestamp < b.eventTimestamp ? 1 : a.eventTimestamp > b.eventTimestamp ? -1 : 0);
}

const NO_FILTER: AlarmFilter = { container: "", kind: "", severity: "", hours: 0 };
const SHOWN_AT_FIRST = 60;

export function Feed() {
  const changes = useSignal(alarmsChanged);
  const next = useSignal(older);
  const problem = useSignal(alarmsProblem);
  const ready = useSignal(begun);
  const known = useSignal(openKnown);
  const connected = useSignal(host)?.engine.connected ?? false;
  useSignal(slow);
  const [shown, setShown] = useState(SHOWN_AT_FIRST);
  const { alarms: filter } = useSignal(route);
  const [asks, setAsks] = useState(false);
  const filtered = filtersAlarms(filter);
  const all = useMemo(() => book.incidents(), [changes]);
  const time = now();
  const matches = (alarm: Alarm) => matchesAlarm(alarm, filter, time);
  const incidents = withoutTwins(filtered ? all.filter(({ alarm }) => matches(alarm)) : all);
  const ofOpen = useMemo(() => incidents.filter(({ alarm }) => alarm.state === "open")
    .sort((a, b) => compareGravity(a.alarm, b.alarm)), [changes, filter]);
  // A requested stop stays open until the container starts again; it is no trouble.
  const open = ofOpen.filter(({ alarm }) => toneOf(alarm) !== "off");
  const stopped = ofOpen.filter(({ alarm }) => toneOf(alarm) === "off");
  const past = useMemo(() => incidents.filter(({ alarm }) => alarm.state !== "open"), [changes, filter]);
  const groups = new Map<string, Incident[]>([["Open now", open.slice(0, shown)]]);
  if (stopped.length) groups.set("Stopped, not started again", stopped.slice(0, shown));
  for (const incident of past.slice(0, Math.max(10, shown - open.length))) {
    const title = period(moment(incident.alarm.eventTimestamp), time);
    groups.set(title, [...(groups.get(title) ?? []), incident]);
  }
  const more = open.length > shown || stopped.length > shown || past.length > Math.max(10, shown - open.length);
  // Older alarms than the period need not be loaded.
  const last = all.at(-1)?.alarm;
  const reached = filter.hours > 0 && last && time - moment(last.eventTimestamp) > filter.hours * 3600_000;
  return (
    <section class="feed" aria-label="Alarms">
      <header>
        <h2>Alarms <span class="tally">{open.length} open</span></h2>
        <button type="button" class="button" aria-expanded={asks || filtered} disabled={filtered}
          onClick={() => setAsks(!asks)}>Filter</button>
      </header>
      {(asks || filtered) && <AlarmFilters filter={filter} />}
      {filtered && <p class="filtered" role="status">{incidents.length} of {plural(withoutTwins(all).length, "alarm")} match.{" "}
        <button type="button" class="link" onClick={() => go({ alarms: NO_FILTER })}>Show all</button></p>}
      {problem && <p class="notice" role="note"><Icon shape="alert" tone="warn" /> {problem}</p>}
      {ready && known && connected && !all.length && !problem && <p class="none">
        No alarm was raised since docker-monitor watches.</p>}
      {[...groups].map(([title, members]) => members.length > 0 && <div key={title}>
        <h3>{title}</h3>
        <ul>{members.map((incident) => <IncidentItem key={incident.alarm.id} incident={incident} />)}</ul>
      </div>)}
      {(more || (mayBeOlder(next) && !reached)) && <button type="button" class="button more" onClick={() => {
        setShown(shown + 100);
        if (!more) void loadOlder(filtered ? matches : undefined);
      }}>Show older ones</button>}
    </section>
  );
}

/** Announces new alarms to screen readers. */
export function Announcer() {
  const alarm = useSignal(announced);
  return (
    <div class="unseen" role="status" aria-live="polite">
      {alarm && `${alarm.primarySubject.container === "-" ? hostOf(alarm) ?? "engine" : alarm.primarySubject.container} ${wordsOf(alarm)}`}
    </div>
  );
}
