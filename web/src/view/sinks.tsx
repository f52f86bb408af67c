import { Command } from "./copy";
import { age, clock, count, duration, moment, plural } from "../state/format";
import { Icon, type Tone } from "./icons";
import { silences, sinks } from "../state/live";
import { now } from "../state/rows";
import { useSignal } from "../state/signal";
import { endCommand } from "../state/silence";
import type { Silence, Sink } from "../state/types";

function styleOf({ state, pending }: Sink): { tone: Tone; shape: string } {
  if (state === "failing") return { tone: "bad", shape: "alert" };
  if (state === "up") return pending > 100 ? { tone: "warn", shape: "alert" } : { tone: "good", shape: "check" };
  return state === "down" ? { tone: "bad", shape: "cross" } : { tone: "busy", shape: "loop" };
}

export function SinkItem({ sink }: { sink: Sink }) {
  const { tone, shape } = styleOf(sink);
  const lost = (sink.dropped ?? 0) > 0;
  return (
    <li class="sink">
      <p class="what"><Icon shape={shape} tone={tone} /> <b>{sink.url}</b> {sink.state}
        <span class="mode"> {sink.mode}</span></p>
      <p class="when">
        {count(sink.delivered)} delivered · {count(sink.pending)} waiting
        {sink.failed > 0 && ` · ${plural(sink.failed, "failed attempt")}`}
        {(sink.parked ?? 0) > 0 && ` · ${count(sink.parked)} refused for good`}
        {lost && ` · ${count(sink.dropped)} dropped`}
      </p>
      {sink.lastDeliveredAt &&
        <p class="when">last delivered {age(now() - moment(sink.lastDeliveredAt))} ago</p>}
      {sink.oldestPendingAt &&
        <p class="when">the oldest waits for {age(now() - moment(sink.oldestPendingAt))}</p>}
      {sink.lastError && <p class={`particulars ${sink.state === "up" ? "" : "trouble"}`}>
        {sink.state === "up" ? "earlier: " : ""}{sink.lastError}</p>}
    </li>
  );
}

/** One silence: about what, until when, by whom and why, and how to end it. */
export function SilenceItem({ silence }: { silence: Silence }) {
  return (
    <li class="sink">
      <p class="what"><Icon shape="stop" tone="off" /> <b>{silence.include.join(" or ")}</b>
        {silence.exclude?.length ? ` but not ${silence.exclude.join(" or ")}` : ""}</p>
      <p class="when">until <time dateTime={silence.endsAt} title={silence.endsAt}>
        {clock(moment(silence.endsAt), now())}</time> ({duration(moment(silence.endsAt) - now())} left) · by {silence.by}
        {silence.comment ? ` · ${silence.comment}` : ""}</p>
      <Command text={endCommand(silence.id)} what="ends this silence" />
    </li>
  );
}

/** The silences in force. */
export function Silences() {
  const list = useSignal(silences);
  if (!list.length) return null;
  return (
    <section class="silences" aria-label="Silences">
      <h2>Silences</h2>
      <ul>{list.map((silence) => <SilenceItem key={silence.id} silence={silence} />)}</ul>
    </section>
  );
}

/** Where alarms go, and whether they get there. */
export function Sinks() {
  const list = useSignal(sinks);
  return (
    <section class="sinks" aria-label="Sinks">
      <h2>Sinks</h2>
      {list && list.length === 0 && <p class="none">Alarms go nowhere: name a --sink.</p>}
      <ul>{list?.map((sink) => <SinkItem key={sink.url} sink={sink} />)}</ul>
      <Silences />
    </section>
  );
}
