import { useEffect, useRef } from "preact/hooks";
import { Back } from "./back";
import { awayHost, fleetHosts } from "../state/fleet";
import { age, binary, duration, moment, percent, plural, UNKNOWN } from "../state/format";
import { Icon, type Tone } from "./icons";
import { compareNames } from "../state/listing";
import { CLOSED, go, linkTo } from "../state/route";
import { now } from "../state/rows";
import { useSignal } from "../state/signal";
import { slow } from "../state/live";
import type { Container, FleetHost, Status } from "../state/types";

/** `lost, heard last 5 min ago`; "" for a host that is present. */
export function awayWords(host: FleetHost | undefined, time: number): string {
  if (!host || host.state === "present") return "";
  const heard = moment(host.lastHeardAt);
  return host.state + (Number.isNaN(heard) ? "" : `, heard last ${age(time - heard)} ago`);
}

/** How old what is known of a container is, where its host is away; else "". */
export function awayAge(c: Container, time: number): string {
  const host = awayHost(c);
  return host ? age(time - moment(host.lastHeardAt)) : "";
}

const APPEARANCES: Record<FleetHost["state"], { shape: string; tone: Tone }> = {
  present: { shape: "check", tone: "good" },
  lost: { shape: "cross", tone: "bad" },
  invited: { shape: "ring", tone: "off" },
  revoked: { shape: "stop", tone: "off" },
};

/** A clock that is off by more is a trouble, in seconds. */
const MAX_SKEW = 5;

const sum = (counts: Partial<Record<Status, number>>) =>
  Object.values(counts).reduce((all, one) => all + one, 0);

function HostRow({ each, time }: { each: FleetHost; time: number }) {
  const { name, state, containers, host, machine, duplicated, clockSkewSeconds: skew } = each;
  const away = state !== "present";
  const to = { ...CLOSED, host: name };
  const remarks = [
    duplicated && "its credential is used twice",
    skew !== undefined && Math.abs(skew) > MAX_SKEW &&
      `clock ${duration(Math.abs(skew) * 1000)} ${skew > 0 ? "ahead" : "behind"}`,
    host?.engine.connected === false && "its engine is unreachable",
  ].filter(Boolean).join(", ");
  return (
    <tr role="row" class={away ? "away" : ""} data-host={name}>
      <th role="rowheader" scope="row"><a href={linkTo(to)} title={machine && `the machine calls itself ${machine}`} onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        go(to);
      }}>{name}</a></th>
      <td role="cell" class="state"><Icon {...APPEARANCES[state]} /> {away ? awayWords(each, time) : state}
        {remarks && <span class="remark"><Icon shape="alert" tone="warn" /> {remarks}</span>}</td>
      <td role="cell">{containers ? <a href={linkTo({ ...CLOSED, view: "containers", filter: `host:${name}` })}>
        {`${containers.running ?? 0}/${sum(containers)} running`}</a> : UNKNOWN}</td>
      <td role="cell"><span class="what">CPU </span>{percent(host?.cpu?.percent)}{host?.cores ? ` of ${plural(host.cores, "core")}` : ""}</td>
      <td role="cell"><span class="what">Memory </span>{binary(host?.memory?.usedBytes)}{host?.memoryBytes ? ` of ${binary(host.memoryBytes)}` : ""}</td>
      <td role="cell" class="version">{host?.version ?? UNKNOWN}</td>
    </tr>
  );
}

/** The hosts of a fleet, by group. */
export function Hosts() {
  const hosts = useSignal(fleetHosts);
  useSignal(slow);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const groups = new Map<string, FleetHost[]>();
  for (const each of hosts.values()) {
    const group = groups.get(each.group ?? "");
    if (group) group.push(each);
    else groups.set(each.group ?? "", [each]);
  }
  const time = now();
  const sorted = [...groups].sort(([a], [b]) => (a === "" ? 1 : b === "" ? -1 : compareNames(a, b)));
  return (
    <section class="detail hosts" aria-label="Hosts">
      <header>
        <Back />
        <h2 tabIndex={-1} ref={heading}>Hosts</h2>
        <span class="image">{plural(hosts.size, "host")}</span>
      </header>
      {hosts.size === 0 && <p class="none">No host was invited. <code>docker-monitor hub invite NAME --output NAME.fleet</code> invites one.</p>}
      {sorted.map(([group, members]) => (
        <div key={group} class="group">
          <h3>{group || (groups.size > 1 ? "no group" : "All hosts")}{" "}
            <span class="tally">{members.filter(({ state }) => state === "present").length}/{members.length} present</span></h3>
          <table role="table">
            <thead role="rowgroup"><tr role="row">{["Host", "State", "Containers", "CPU", "Memory", "Version"].map((label) =>
              <th key={label} role="columnheader" scope="col">{label}</th>)}</tr></thead>
            <tbody role="rowgroup">{members.sort((a, b) => compareNames(a.name, b.name)).map((each) =>
              <HostRow key={each.name} each={each} time={time} />)}</tbody>
          </table>
        </div>))}
    </section>
  );
}
