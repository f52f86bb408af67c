import type { ComponentChildren } from "preact";
import { age, binary, clock, count, decimal, moment, percent, plural } from "../state/format";
import { isUp, now } from "../state/rows";
import type { Container, Host } from "../state/types";
import { limitsOf } from "./flags";

type Fact = [label: string, value: ComponentChildren];

function time(text: string | undefined): ComponentChildren {
  if (!text) return undefined;
  const at = moment(text);
  return <time dateTime={text} title={text}>{clock(at, now())} ({age(now() - at)} ago)</time>;
}

function seconds(value: number | undefined): string | undefined {
  return value === undefined ? undefined : `${Number(value.toPrecision(4))} s`;
}

function basics(c: Container): Fact[] {
  const service = c.service?.name &&
    `${c.service.project ?? "?"} / ${c.service.name}${c.service.number ? ` / ${c.service.number}` : ""}`;
  return [
    ["Host", c.host],
    ["Id", <code title={c.local?.id ?? c.id}>{(c.local?.id ?? c.id).slice(0, 12)}</code>],
    ["Image", c.image],
    ["Image id", c.imageId && <code title={c.imageId}>{c.imageId.replace("sha256:", "").slice(0, 12)}</code>],
    ["Service", service],
    ["Network", c.networkMode],
    ["Command", c.command],
    ["Started", time(c.startedAt)],
    ["Ended", isUp(c) ? undefined : time(c.finishedAt)],
    ["Exit code", isUp(c) ? undefined : c.exitCode],
    ["Out of memory", c.oomKilled ? "ended its last run" : undefined],
    ["Restarts", c.restartCount],
    ...Object.entries(c.labels)
      .filter(([key]) => !key.startsWith("com.docker.compose."))
      .map(([key, value]): Fact => [key, value]),
  ];
}

/** What the whole host has is no limit of a container. */
function memoryLimit(c: Container, info: Host | undefined): string | undefined {
  if (c.memory?.limitBytes === undefined) return undefined;
  const own = limitsOf(c, info).Memory;
  return own === undefined ? `none; the host has ${binary(c.memory.limitBytes)}` : binary(own);
}

function measured(c: Container, info: Host | undefined): Fact[] {
  const { cpu, memory, blockIo, pids } = c;
  return [
    ["CPU limit", cpu?.limitPercent === undefined ? undefined : percent(cpu.limitPercent)],
    ["CPU of host", cpu?.hostPercent === undefined ? undefined : percent(cpu.hostPercent)],
    ["CPU time", seconds(cpu?.usageSeconds)],
    ["Throttled", cpu?.throttledPeriods
      ? `${plural(cpu.throttledPeriods, "period")}, ${seconds(cpu.throttledSeconds) ?? "?"}` : undefined],
    ["Waited for CPU", seconds(cpu?.pressure?.waitingSeconds)],
    ["Memory limit", memoryLimit(c, info)],
    ["Anonymous", memory?.rssBytes === undefined ? undefined : binary(memory.rssBytes)],
    ["File cache", memory?.cacheBytes === undefined ? undefined : binary(memory.cacheBytes)],
    ["Swap", memory?.swapBytes === undefined ? undefined : binary(memory.swapBytes)],
    ["Killed for memory", memory?.oomKills ? plural(memory.oomKills, "time") : undefined],
    ["Waited for memory", seconds(memory?.pressure?.waitingSeconds)],
    ...(c.network ?? []).map((one): Fact => [
      one.interface,
      `${decimal(one.rxBytes)} in, ${decimal(one.txBytes)} out${
        (one.rxErrors ?? 0) + (one.txErrors ?? 0) + (one.rxDropped ?? 0) + (one.txDropped ?? 0) > 0
          ? `, ${count((one.rxErrors ?? 0) + (one.txErrors ?? 0))} errors, ${
            count((one.rxDropped ?? 0) + (one.txDropped ?? 0))} dropped` : ""}`,
    ]),
    ["Disk in all", blockIo && `${decimal(blockIo.readBytes)} read, ${decimal(blockIo.writeBytes)} written`],
    ["Waited for disk", seconds(blockIo?.pressure?.waitingSeconds)],
    ["PIDs limit", pids?.limit === undefined ? undefined : count(pids.limit)],
    ["Sampled", c.sampledAt && `${clock(moment(c.sampledAt), now())} from ${
      c.source === "cgroup" ? "cgroup files" : "the engine"}`],
  ];
}

/** What is known of a container beside its metrics; what is unknown is left out. */
export function Facts({ c, info }: { c: Container; info: Host | undefined }) {
  const facts = [...basics(c), ...measured(c, info)].filter(
    ([, value]) => value !== undefined && value !== "" && value !== false);
  return (
    <section class="facts" aria-label="Facts">
      <h3>Facts</h3>
      <dl>
        {facts.map(([label, value]) => (
          <div key={label}><dt>{label}</dt><dd>{value}</dd></div>
        ))}
      </dl>
    </section>
  );
}
