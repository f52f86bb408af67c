import { useMemo } from "preact/hooks";
import { alarmsChanged, book, openKnown } from "../state/alarms";
import { binary, duration, loads, moment, percent, plural } from "../state/format";
import { Icon } from "./icons";
import { begun, host, link, slow, staleSeconds } from "../state/live";
import { fleetHosts, hub } from "../state/fleet";
import { total } from "../state/listing";
import { CLOSED, go, linkTo, route, type View } from "../state/route";
import { Bar, cut } from "./row";
import { now, rows, rowsChanged } from "../state/rows";
import { useSignal } from "../state/signal";
import { countTroubles, isTrouble, wordsOfTroubles } from "../state/trouble";
import { switchTheme, theme } from "./theme";
import type { Host } from "../state/types";

/** The short form of what the banner says. */
function absence(problem: string | undefined): string {
  return problem?.includes("permission denied") ? " no permission" : " engine unreachable";
}

function Connection() {
  const { phase } = useSignal(link);
  const stale = useSignal(staleSeconds);
  const info = useSignal(host);
  if (phase !== "live")
    return <span class="connection bad"><Icon shape="cross" tone="bad" /> not connected</span>;
  if (info && !info.engine.connected)
    return <span class="connection bad"><Icon shape="cross" tone="bad" />
      {hub.value ? " hosts unreachable" : absence(info.engine.problem)}</span>;
  if (stale) return <span class="connection warn"><Icon shape="alert" tone="warn" /> no data for {stale} s</span>;
  return <span class="connection"><Icon shape="check" tone="good" /> live</span>;
}

function Meter({ label, value, text, title }: {
  label: string; value: number | undefined; text: string; title: string;
}) {
  return (
    <span class="meter" title={title}>
      <span class="label">{label}</span> <span class="figure">{text}</span>
      <Bar value={value} />
    </span>
  );
}

/** What the machine uses; where that is unknown, the sum of its containers. */
function Meters({ info }: { info: Host }) {
  useSignal(rowsChanged);
  const all = total([...rows.values()]);
  const cores = info.cores ?? NaN;
  const cpu = info.cpu?.percent ?? all.cpu;
  const memory = info.memory?.usedBytes ?? info.memory?.workingSetBytes ?? info.memory?.usageBytes ?? all.memory;
  const of = info.cpu?.percent === undefined ? "of all containers" : "of all processes";
  const stolen = info.cpu?.stealPercent;
  const known = (n: number) => (Number.isNaN(n) ? undefined : n);
  const open = { ...CLOSED, view: "host" } as const;
  return (
    <a class="meters" href={linkTo(open)} title={hub.value ? "The hosts" : "Charts of the host"} onClick={(event) => {
      event.preventDefault();
      go(open);
    }}>
      <Meter label="CPU" value={known(cpu / cores)}
        title={`${of}; 100 % for each busy core` +
          (stolen ? `; ${percent(stolen)} more taken by the hypervisor` : "")}
        text={percent(known(cpu)) + (info.cores ? ` of ${plural(info.cores, "core")}` : "")} />
      <Meter label="Memory" value={known((100 * memory) / (info.memoryBytes ?? NaN))} title={of}
        text={binary(known(memory)) + (info.memoryBytes ? ` of ${binary(info.memoryBytes)}` : "")} />
      {info.load && <span class="load" title={`Load average of 1, 5 and 15 minutes: ${loads(info.load)}`}>
        load <span class="figure">{info.load.oneMinute.toFixed(2)}</span></span>}
    </a>
  );
}

const STATES = ["running", "paused", "restarting", "exited", "created", "dead"] as const;

function Counts() {
  useSignal(rowsChanged);
  const hosts = [...useSignal(fleetHosts).values()].filter(({ state }) => state !== "revoked");
  const counts = new Map<string, number>();
  for (const { c } of rows.values()) {
    counts.set(c.status, (counts.get(c.status) ?? 0) + 1);
  }
  const open = { ...CLOSED, view: "host" } as const;
  return (
    <p class="counts">
      {hosts.length > 0 && <a href={linkTo(open)} title="The hosts" onClick={(event) => {
        event.preventDefault();
        go(open);
      }}><b>{hosts.filter(({ state }) => state === "present").length}</b> of {plural(hosts.length, "host")}</a>}
      {STATES.filter((state) => state === "running" || counts.get(state)).map((state) => (
        <span key={state}><b>{counts.get(state) ?? 0}</b> {state}</span>))}
    </p>
  );
}

/** The number of open alarms and of containers in trouble. */
function Trouble({ connected }: { connected: boolean }) {
  const changes = useSignal(alarmsChanged);
  const known = useSignal(openKnown);
  useSignal(rowsChanged);
  const all = useMemo(
    () => [...book.all()].filter((alarm) => alarm.state === "open" && isTrouble(alarm)), [changes]);
  const open = all.length;
  // An engine or a host that is away is in no row of the table.
  const grave = all.some(({ containerId, severity }) => !containerId && severity === "Critical");
  const counts = countTroubles(rows.values());
  const words = wordsOfTroubles(counts);
  const wrong = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (!open && !(connected && known)) return null; // without a connection "no trouble" would be a guess
  if (!open && !wrong)
    return <span class="trouble-count"><Icon shape="check" tone="good" /> no trouble</span>;
  const first = () => go({ ...CLOSED, view: "containers", filter: "", statuses: [],
    sort: "status", descending: false });
  return (
    <span class="trouble-count bad">
      {open > 0 && <button type="button" class={`alarm-count ${grave ? "bad" : ""}`} onClick={() => go({ ...CLOSED, view: "alarms" })}>
        {grave && <Icon shape="alert" tone="bad" />} <b>{open}</b> {open === 1 ? "open alarm" : "open alarms"}</button>}
      {wrong > 0 && <button type="button" class="row-count" title={words} onClick={first}>
        <Icon shape="alert" tone="bad" /> <b>{wrong}</b>
        {" "}<span class="unit">{wrong === 1 ? "container" : "containers"} </span>in trouble</button>}
    </span>
  );
}

function ThemeSwitch() {
  const which = useSignal(theme);
  const shape = { auto: "half", light: "sun", dark: "moon" }[which];
  const word = { auto: "as the system has it", light: "light", dark: "dark" }[which];
  return (
    <button type="button" class="theme" onClick={switchTheme} title={`Colours: ${word}`}
      aria-label={`Colours: ${word}`}><Icon shape={shape} /></button>
  );
}

const VIEWS: [View, string][] = [
  ["containers", "Containers"], ["alarms", "Alarms"], ["sinks", "Sinks"], ["host", "Host"],
];

/** What is beside each other on a wide screen is behind each other on a small one. */
function ViewTabs() {
  const at = useSignal(route);
  const many = useSignal(hub);
  return (
    <nav class="views" aria-label="Views">
      {VIEWS.map(([view, name]) => {
        const label = view === "host" && many ? "Hosts" : name;
        return (
        <button key={view} type="button" aria-current={at.view === view ? "page" : undefined}
          onClick={() => go({ view, ...CLOSED })}>{label}</button>);
      })}
    </nav>
  );
}

export function Header() {
  const info = useSignal(host);
  const ready = useSignal(begun);
  useSignal(slow);
  const many = useSignal(hub);
  const engine = info?.engine;
  return (
    <header class="top">
      <h1>{info?.name
        ? <><span class="cut" title={info.name}>{cut(info.name)}</span> <span class="product">docker-monitor</span></>
        : "docker-monitor"}</h1>
      {info?.demo && <span class="demo" title="Started with --demo: all containers are simulated">demo</span>}
      <p class={`engine ${engine && !engine.connected ? "away" : ""}`}>
        {engine?.name && <span>{many ? "hub" : `${engine.name} ${engine.version ?? ""}`}</span>}
        <Connection />
        {info?.bootedAt && <span class="boot">host up {duration(now() - moment(info.bootedAt))}</span>}
      </p>
      {info && ready && <Meters info={info} />}
      {ready && info?.containers && <Counts />}
      {ready && <Trouble connected={engine?.connected ?? false} />}
      <ThemeSwitch />
      <ViewTabs />
    </header>
  );
}
