// Keeps what is shown up to date: the stream, and what is not in it.
import { alarmsDue, endAlarmsOf, forgetAlarms, refreshAlarms, takeAlarm, takeAlarms } from "./alarms";
import { access, askJson } from "./api";
import { fleetHosts, hub, named, noteHub } from "./fleet";
import { expectRounds, replaceAll, rows, takeContainer, takeSamples } from "./rows";
import { Signal } from "./signal";
import { SharedStream } from "./shared_stream";
import type { Link } from "./stream";
import type { Alarm, Container, FleetHost, Host, Silence, Sink } from "./types";

export const host = new Signal<Host | undefined>(undefined);
export const sinks = new Signal<Sink[] | undefined>(undefined);
export const silences = new Signal<Silence[]>([]);
export const link = new Signal<Link>({ phase: "connecting" });
/** True once the stream has sent its first state. */
export const begun = new Signal(false);
/** For how many seconds nothing has come; 0 while data is fresh. */
export const staleSeconds = new Signal(0);
/** Counts seconds while something is counted down: fresh data comes once a second anyway. */
export const second = new Signal(0);
/** Counts up every five seconds, for texts with ages. */
export const slow = new Signal(0);
let ticks = 0;

let receivedAt = 0;
let roundAt = 0;
/** Between two rounds, as they came: where the engine is slow, more than --interval. */
let roundMs = 1000;

/** Takes the host's state, from the stream or from its route: both are whole. */
function takeHost(received: Host): void {
  host.value = received;
  if (!noteHub(received)) return;
  forgetAlarms(); // they were named as those of one host
  void refreshAlarms();
}

function noteRound(): void {
  const at = performance.now();
  if (roundAt && !document.hidden) roundMs += (at - roundAt - roundMs) / 4;
  expectRounds(roundMs);
  roundAt = at;
}

function take(name: string, data: string): void {
  const message: unknown = JSON.parse(data);
  switch (name) {
    case "state": {
      const state = message as { host?: Host; alarms?: Alarm[]; containers?: Container[] };
      if (state.host) takeHost(state.host);
      if (state.alarms) takeAlarms(state.alarms);
      replaceAll((state.containers ?? []).map(named));
      begun.value = true;
      roundAt = 0;
      break;
    }
    case "samples":
      takeSamples((message as Container[]).map(named));
      noteRound();
      break;
    case "container": {
      const { change, container } = message as { change: string; container: Container };
      const c = named(container);
      takeContainer(change, c);
      if (change === "removed") endAlarmsOf(c.id);
      break;
    }
    case "alarm":
      takeAlarm(message as Alarm);
      break;
    case "host":
      takeHost(message as Host);
      break;
  }
}

export const stream = new SharedStream(
  take,
  () => {
    receivedAt = performance.now();
    staleSeconds.value = 0;
  },
  (next) => {
    const connected = next.phase === "live" && link.value.phase !== "live";
    link.value = next; // before it is live nothing is asked
    if (!connected) return;
    receivedAt = performance.now(); // a hidden page receives nothing
    void refreshAlarms();
    void poll();
  },
);

/** After how many milliseconds without events data is stale: a few rounds. */
function staleAfter(): number {
  return Math.max(4000, 3.5 * Math.max(roundMs, 1000 * (host.value?.intervalSeconds ?? 0)));
}

/** False where no samples are due: the engine is away, or no container runs. */
function expectsSamples(): boolean {
  if (host.value?.engine.connected === false) return false;
  for (const { c } of rows.values()) if (c.status === "running" && c.sampledAt) return true;
  return false;
}

function tick(): void {
  if (document.hidden) return;
  if (++ticks % 5 === 0) slow.value += 1;
  if (link.value.phase !== "live" || staleSeconds.value > 0) second.value += 1;
  if (receivedAt && !expectsSamples()) receivedAt = performance.now();
  const silent = performance.now() - receivedAt;
  staleSeconds.value = receivedAt && silent > staleAfter() ? Math.floor(silent / 1000) : 0;
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
    if (hub.value)
      fleetHosts.value = new Map((await askJson<FleetHost[]>("hosts")).map((each) => [each.name, each]));
    sinks.value = await askJson<Sink[]>("sinks");
    silences.value = (await askJson<{ silences: Silence[] }>("silences")).silences;
  } catch {
    // The stream reports a server that does not answer.
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
