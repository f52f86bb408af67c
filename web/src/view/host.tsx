import { useEffect, useMemo, useRef } from "preact/hooks";
import { alarmsChanged, book } from "../state/alarms";
import { Back } from "./back";
import { Charts } from "./charts";
import { wordsOf, toneOf } from "./feed";
import { shortened, type Mark } from "./flags";
import { binary, clock, decimal, duration, loads, moment, percent, plural } from "../state/format";
import { awayWords } from "./hosts";
import { Icon } from "./icons";
import { AWAY_KINDS, FLEET_KINDS, HOST_KINDS } from "./kinds";
import { fleetHosts } from "../state/fleet";
import { CLOSED, linkTo } from "../state/route";
import { host } from "../state/live";
import { now } from "../state/rows";
import { useSignal } from "../state/signal";
import type { Host, RemoteWrite } from "../state/types";

type Fact = [label: string, value: string | undefined];

function receiverWords({ url, state, pendingSamples, lastError }: RemoteWrite): string {
  const why = state === "up" || !lastError ? "" : ` (${lastError})`;
  return `${url} is ${state}${why}${pendingSamples ? `, ${plural(pendingSamples, "sample")} waiting` : ""}`;
}

function factsOf(info: Host): Fact[] {
  const { engine, cpu, memory } = info;
  const known = (value: number | undefined, text: (n: number) => string) =>
    value === undefined ? undefined : text(value);
  return [
    ["Engine", engine.name && `${engine.name} ${engine.version ?? ""}, API ${engine.apiVersion ?? "?"}`],
    ["Last contact", engine.lastContactAt && clock(moment(engine.lastContactAt), now())],
    ["Last event", engine.lastEventAt && clock(moment(engine.lastEventAt), now())],
    ["Cores", known(info.cores, String)],
    ["Memory", known(info.memoryBytes, binary)],
    ["CPU", known(cpu?.percent, percent)],
    ["Taken by the hypervisor", known(cpu?.stealPercent, percent)],
    ["Memory in use", known(memory?.usedBytes, binary)],
    ["Load average", info.load && `${loads(info.load)} (1, 5 and 15 minutes)`],
    ["Booted", info.bootedAt && `${clock(moment(info.bootedAt), now())} (${duration(now() - moment(info.bootedAt))} ago)`],
    ["Images on disk", known(info.disk?.imagesBytes, decimal)],
    ["Volumes on disk", known(info.disk?.volumesBytes, decimal)],
    ["cgroup", info.cgroupVersion === undefined ? "no files are read: samples come from the engine"
      : `version ${info.cgroupVersion}`],
    ["docker-monitor", `${info.version}, running for ${duration(now() - moment(info.startedAt))}`],
    ["Sampled every", known(info.intervalSeconds, (s) => plural(s, "second"))],
    ["Remote write", info.remoteWrite?.map(receiverWords).join("; ")],
    ["Not answered by the engine", engine.refused?.join(", ")],
  ];
}

/** The machine itself: its charts, and what is known of it. On a hub, one of its hosts. */
export function HostPage({ name }: { name?: string | undefined }) {
  const own = useSignal(host);
  const hosts = useSignal(fleetHosts);
  const member = name === undefined ? undefined : hosts.get(name);
  const info = name === undefined ? own : member?.host;
  const changes = useSignal(alarmsChanged);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const marks = useMemo(() => {
    const out: Mark[] = [];
    for (const alarm of book.all())
      if (alarm.primarySubject.container === "-" && (!name || alarm.primarySubject.host === name) && alarm.kind !== "heartbeat")
        out.push({ time: moment(alarm.eventTimestamp), tone: toneOf(alarm), text: shortened(wordsOf(alarm)) });
    return out.sort((a, b) => a.time - b.time);
  }, [changes]);
  const path = name === undefined ? "host" : `hosts/${encodeURIComponent(name)}/host`;
  const of = [{ path, label: name ?? "host", colour: "--line-a", dash: [] }];
  const kinds = !member ? HOST_KINDS : member.state === "present" ? FLEET_KINDS : AWAY_KINDS;
  return (
    <section class="detail host" aria-label="Host">
      <header>
        <Back />
        <h2 tabIndex={-1} ref={heading}>{name ?? info?.name ?? "Host"}</h2>
        {name !== undefined && <a href={linkTo({ ...CLOSED, view: "containers", filter: `host:${name}` })}>its containers</a>}
        <span class="image">all processes of the machine</span>
      </header>
      {member && member.state !== "present" && <p class="notice" role="note"><Icon shape="alert" tone="warn" /> It
        is {awayWords(member, now())}. Shown is what was last known, and what this hub keeps of its past; the rest is
        out of reach until it is back.</p>}
      <Charts key={path} of={of} shown={kinds} marks={marks} limits={{ Memory: info?.memoryBytes,
        CPU: info?.cores === undefined ? undefined : 100 * info.cores }}
        gone={"Nothing is read of the host itself here, so it has no charts: docker-monitor runs " +
          "elsewhere than the engine, or shows a demo."} />
      <p class="notice" role="note"><Icon shape="info" /> Pressure is the part of the time in which some task of
        the host, or all tasks, waited, as the kernel counts it. Where it does not, there is no line. No history is
        kept of the host's swap and how full its disks are.</p>
      {info && <section class="facts columns" aria-label="Facts">
        <div><h3>Facts</h3>
          <dl>{factsOf(info).filter(([, value]) => value).map(([label, value]) => (
            <div key={label}><dt>{label}</dt><dd>{value}</dd></div>))}</dl></div>
      </section>}
    </section>
  );
}
