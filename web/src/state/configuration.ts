// How a container is set up, in words: pure functions of the object of one container.
import { binary, count, plural } from "./format";
import type { Configuration, Mount, Port } from "./types";

/** 0.0.0.0 and :: together are every address of the host. */
const EVERYWHERE = ["0.0.0.0", "::"];

const range = (first: number, n: number) => (n > 1 ? `${first}-${first + n - 1}` : `${first}`);

/** `8080 → 80/tcp`, `127.0.0.1:9000-9002 → 9000-9002/udp`; one that the engine chooses is `any`. */
function portWords({ hostAddress, hostPort, containerPort, count, protocol }: Port): string {
  const host = hostPort === undefined ? "any port" : range(hostPort, count);
  const address = EVERYWHERE.includes(hostAddress) ? ""
    : hostAddress.includes(":") ? `[${hostAddress}]:` : `${hostAddress}:`;
  return `${address}${host} → ${range(containerPort, count)}/${protocol}`;
}

/** The ports in words. What is published at every IPv4 and every IPv6 address is one line. */
export function portLines(ports: Port[]): string[] {
  return [...new Set(ports.map(portWords))];
}

/** `/data: volume shop-data`, `/etc/hosts: /etc/hosts of the host, read only`, `/tmp: tmpfs`. */
export function mountWords({ type, name, source, target, readOnly }: Mount): string {
  const from = type === "volume" ? `volume ${name ?? source ?? "without a name"}`
    : type === "bind" && source ? `${source} of the host`
    : [type, source].filter(Boolean).join(" ");
  return `${target}: ${from}${readOnly ? ", read only" : ""}`;
}

/** `on-failure, at most 5 times`. */
export function restartWords({ name, maximumRetryCount }: NonNullable<Configuration["restartPolicy"]>): string {
  return maximumRetryCount ? `${name}, at most ${plural(maximumRetryCount, "time")}` : name;
}

/** One line for each limit: `1.5 CPUs`, `64MiB of memory`. */
export function limitLines(limits: Configuration["limits"]): string[] {
  const { cpus, cpuset, cpuShares, memoryBytes, memorySwapBytes, memoryReservationBytes, pids } = limits ?? {};
  return [
    cpus === undefined ? "" : `${Number(cpus.toPrecision(4))} CPU${cpus === 1 ? "" : "s"}`,
    cpuset ? `only on CPU ${cpuset}` : "",
    cpuShares === undefined ? "" : plural(cpuShares, "CPU share"),
    memoryBytes === undefined ? "" : `${binary(memoryBytes)} of memory`,
    memorySwapBytes === undefined ? "" : `${binary(memorySwapBytes)} of memory and swap`,
    memoryReservationBytes === undefined ? "" : `${binary(memoryReservationBytes)} of memory reserved`,
    pids === undefined ? "" : `${count(pids)} PIDs`,
  ].filter(Boolean);
}
