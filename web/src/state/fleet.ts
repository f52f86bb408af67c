// On the hub of a fleet, containers are named `host/name`: two hosts may have the same names and ids.
import { Signal } from "./signal";
import type { Alarm, Container, FleetHost, Host } from "./types";

/** True where the page is that of a hub. */
export const hub = new Signal(false);

/** The hosts by name, on a hub. */
export const fleetHosts = new Signal<Map<string, FleetHost>>(new Map());

/** What the hub calls itself in the place of an engine. */
const HUB = "fleet";

/** Learns from the host object whether the page is that of a hub. True where that has changed. */
export function noteHub(host: Host): boolean {
  const before = hub.value;
  hub.value = host.engine.name === HUB;
  return before !== hub.value;
}

const joined = "container:";

/** A container as the page names it. What the host itself calls it is in `local`. */
export function named(c: Container): Container {
  if (!c.host) return c;
  const at = (text: string) => `${c.host}/${text}`;
  const { project } = c.service ?? {};
  return {
    ...c,
    id: at(c.id),
    name: at(c.name),
    local: { id: c.id, name: c.name },
    ...(project && { service: { ...c.service, project: at(project) } }),
    ...(c.networkMode?.startsWith(joined) && { networkMode: joined + at(c.networkMode.slice(joined.length)) }),
  };
}

/** The host that an alarm is about, or on which its container is. */
export function hostOf(alarm: Alarm): string | undefined {
  return alarm.primarySubject.host ?? alarm.host;
}

/** An alarm as the page names its subject. */
export function namedAlarm(alarm: Alarm): Alarm {
  const { container } = alarm.primarySubject;
  const host = hostOf(alarm);
  if (!hub.value || !host || container === "-") return alarm;
  return {
    ...alarm,
    primarySubject: { ...alarm.primarySubject, container: `${host}/${container}` },
    ...(alarm.containerId && { containerId: `${host}/${alarm.containerId}` }),
  };
}

/** The two parts of `host/name`; without a host where the page is not that of a hub. */
export function parted(name: string): { host?: string; name: string } {
  const at = name.indexOf("/");
  return at < 0 ? { name } : { host: name.slice(0, at), name: name.slice(at + 1) };
}

/** Where the API has a container. */
export function pathOf(container: string): string {
  const { host, name } = parted(container);
  const path = `containers/${encodeURIComponent(name)}`;
  return host === undefined ? path : `hosts/${encodeURIComponent(host)}/${path}`;
}

/** The host of a container where nothing is heard of it; undefined while it is present. */
export function awayHost(c: Container): FleetHost | undefined {
  const host = c.host ? fleetHosts.value.get(c.host) : undefined;
  return host && host.state !== "present" ? host : undefined;
}
