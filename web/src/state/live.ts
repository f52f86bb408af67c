// Keeps what is shown up to date: the stream, and what is not in it.
import { alarmsDue, endAlarmsOf, refreshAlarms, takeAlarm, takeAlarms } from "./alarms";
import { access, askJson } from "./api";
import { expectRounds, replaceAll, rows, takeContainer, takeSamples } from "./rows";
import { Signal } from "./signal";
import { SharedStream } from "./shared_stream";
import type { Link } from "./stream";
import type { Alarm, Container, Host, Silence, Sink } from "./types";

export const host = new Signal<Host | undefined>(undefined);
export const sinks = new Signal<Sink[] | undefined>(undefined);
export const silences = new Signal<Silence[]>([]);
export const link = new Signal<Link>({ phase: "connecting" });
/** True once the stream has told everything. */
export const begun = new Signal(false);
/** For how many seconds nothing has come; 0 while data is fresh. */
export const staleSeconds = new Signal(0);
/** Counts seconds while something is counted down: fresh data comes once a second anyway. */
export const second = new Signal(0);
/** Counts fives of seconds, for what tells ages. */
export const slow = new Signal(0);
let ticks = 0;

let heardAt = 0;
let roundAt = 0;
/** Between two rounds, as they came: where the engine is slow, more than --interval. */
let roundMs = 1000;

function takeHost(told: Host): void {
  // The event has no more than the answer; both have all of it.
  host.value = told;
}

function noteRound(): void {
  const at = performance.now();
  if (roundAt && !document.hidden) roundMs += (at - roundAt - roundMs) / 4;
  expectRounds(roundMs);
  roundAt = at;
}

function take(name: string, data: string): void {
  const told: unknown = JSON.parse(data);
  switch (name) {
    case "state": {
      const state = told as { host?: Host; alarms?: Alarm[]; containers?: Container[] };
      if (state.host) takeHost(state.host);
      if (state.alarms) takeAlarms(state.alarms);
      replaceAll(state.containers ?? []);
      begun.value = true;
      roundAt = 0;
      break;
    }
    case "samples":
      takeSamples(told as Container[]);
      noteRound();
      break;
    case "container": {
      const { change, container } = told as { change: string; container: Container };
      takeContainer(change, container);
      if (change === "removed") endAlarmsOf(container.id);
      break;
    }
    case "alarm":
      takeAlarm(told as Alarm);
      break;
    case "host":
      takeHost(told as Host);
      break;
  }
}

export const stream = new SharedStream(
  take,
  () => {
    heardAt = performance.now();
    staleSeconds.value = 0;
  },
  (told) => {
    if (told.phase === "live" && link.value.phase !== "live") {
      heardAt = performance.now(); // a hidden page hears nothing
      void refreshAlarms();
      void poll();
    }
    link.value = told;
  },
);

/** How long a silence is longer than it should be: a few rounds. */
function patience(): number {
  return Math.max(4000, 3.5 * Math.max(roundMs, 1000 * (host.value?.intervalSeconds ?? 0)));
}

/** False where there is nothing to tell: what no engine or no running container says is not missed. */
function expectsSamples(): boolean {
  if (host.value?.engine.connected === false) return false;
  for (const { c } of rows.values()) if (c.status === "running" && c.sampledAt) return true;
  return false;
}

function tick(): void {
  if (document.hidden) return;
  if (++ticks % 5 === 0) slow.value += 1;
  if (link.value.phase !== "live" || staleSeconds.value > 0) second.value += 1;
  if (heardAt && !expectsSamples()) heardAt = performance.now();
  const silent = performance.now() - heardAt;
  staleSeconds.value = heardAt && silent > patience() ? Math.floor(silent / 1000) : 0;
}

let polling = false;

/** Asks for one thing at a time: a slow server gets no more to do, and no answer overtakes another. */
async function poll(): Promise<void> {
  if (polling || document.hidden || access.value === "token" || access.value === "wrong") return;
  if (link.value.phase !== "live") return;
  if (alarmsDue()) void refreshAlarms();
  polling = true;
  try {
    takeHost(await askJson<Host>("host"));
    sinks.value = await askJson<Sink[]>("sinks");
    silences.value = (await askJson<{ silences: Silence[] }>("silences")).silences;
  } catch {
    // the stream tells when nobody answers
  } finally {
    polling = false;
  }
}

const POLL = 3000;

export function begin(): void {
  if (!document.hidden) stream.show();
  setInterval(tick, 1000);
  setInterval(() => void poll(), POLL);
  addEventListener("online", () => stream.now());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return stream.hide();
    stream.show();
    tick();
    void poll();
  });
}
