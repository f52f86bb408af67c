// The objects of the API, as openapi.json describes them. What is unknown is absent.
import type { Measured } from "./metrics";

export type Status =
  | "running" | "paused" | "restarting" | "exited" | "created" | "removing" | "dead"
  /** On the hub of a fleet: a word of a later version. */
  | "unknown";

export interface Container extends Measured {
  name: string;
  id: string;
  image?: string;
  imageId?: string;
  status: Status;
  health?: "starting" | "healthy" | "unhealthy";
  startedAt?: string;
  finishedAt?: string;
  exitCode?: number;
  oomKilled?: boolean;
  restartCount?: number;
  labels: Record<string, string>;
  service?: { project?: string; name?: string; number?: number };
  networkMode?: string;
  command?: string;
  source?: string;
  sampledAt?: string;
  /** On the hub of a fleet. */
  host?: string;
  /** On the hub of a fleet, what the host calls it; set by the page. */
  local?: { id: string; name: string };
}

/** What the hub of a fleet knows of a host. */
export interface FleetHost {
  name: string;
  group?: string;
  state: "invited" | "present" | "lost" | "revoked";
  since?: string;
  lastHeardAt?: string;
  clockSkewSeconds?: number;
  machine?: string;
  duplicated?: boolean;
  containers?: Partial<Record<Status, number>>;
  host?: Host;
}

/** Consecutive ports; `hostPort` is absent where the engine chooses one at the start. */
export interface Port {
  hostAddress: string;
  hostPort?: number;
  containerPort: number;
  count: number;
  protocol: string;
}

export interface Mount {
  type: string;
  name?: string;
  source?: string;
  target: string;
  readOnly: boolean;
}

/** What the object of one container has besides: how it is set up. */
export interface Configuration {
  restartPolicy?: { name: string; maximumRetryCount?: number };
  ports?: Port[];
  mounts?: Mount[];
  networks?: { name: string; address?: string }[];
  /** Names only. */
  environment?: string[];
  limits?: {
    cpus?: number;
    cpuShares?: number;
    cpuset?: string;
    memoryBytes?: number;
    memoryReservationBytes?: number;
    memorySwapBytes?: number;
    pids?: number;
  };
}

export interface RemoteWrite {
  url: string;
  state: "untried" | "up" | "down" | "failing";
  pendingSamples: number;
  lastError?: string;
}

export interface Host {
  name?: string;
  engine: {
    name?: string;
    version?: string;
    apiVersion?: string;
    connected: boolean;
    problem?: string;
    refused?: string[];
    lastEventAt?: string;
    lastContactAt?: string;
  };
  cgroupVersion?: number;
  cores?: number;
  memoryBytes?: number;
  containers?: Partial<Record<Status, number>>;
  cpu?: { percent?: number; hostPercent?: number; stealPercent?: number };
  /** `usedBytes` is what is not available to new programs; older servers leave it out. */
  memory?: { percent?: number; usedBytes?: number; usageBytes?: number; workingSetBytes?: number };
  disk?: { imagesBytes?: number; volumesBytes?: number };
  /** Load averages; absent where the host is not read, and from older servers. */
  load?: { oneMinute: number; fiveMinutes: number; fifteenMinutes: number };
  /** The receivers of remote write; absent without one, and from older servers. */
  remoteWrite?: RemoteWrite[];
  bootedAt?: string;
  /** By which a command finds this instance; absent where it needs none, and from older servers. */
  controlOptions?: string[];
  /** All containers are simulated. */
  demo?: boolean;
  version: string;
  /** Between two samples; older servers leave it out. */
  intervalSeconds?: number;
  startedAt?: string;
}

/** The last reading before an alarm; its bytes of memory include file cache, its percent does not. */
export interface LastSample {
  sampledAt: string;
  cpuPercent?: number;
  memoryPercent?: number;
  memoryUsageBytes?: number;
  memoryLimitBytes?: number;
}

export interface Alarm {
  id: string;
  kind: string;
  /** `unknown` while its host is away. */
  state: "open" | "closed" | "event" | "unknown";
  acknowledged?: { by: string; at: string };
  eventTimestamp: string;
  description: string;
  severity: "Clear" | "Warning" | "Minor" | "Major" | "Critical";
  primarySubject: { container: string; image: string; host?: string };
  containerId?: string;
  closes?: string;
  /** The host of the container, or the one that the alarm is about. */
  host?: string;
  additionalData: {
    exitCode?: number;
    signal?: string;
    cause?: string;
    origin: string;
    identity?: string;
    rule?: string;
    restarts?: number;
    metric?: string;
    value?: number;
    limit?: number;
    below?: boolean;
    reason?: string;
    from?: string;
    lastLogLines?: string[];
    probeOutput?: string;
    lastSample?: LastSample;
  };
}

/** A silence: incidents of these containers are not sent to sinks until it ends. */
export interface Silence {
  id: string;
  include: string[];
  exclude?: string[];
  beginsAt: string;
  endsAt: string;
  by: string;
  comment?: string;
}

export interface Sink {
  url: string;
  kind: string;
  mode: string;
  state: string;
  delivered: number;
  pending: number;
  failed: number;
  parked?: number;
  dropped?: number;
  lastError: string | null;
  oldestPendingAt: string | null;
  lastDeliveredAt: string | null;
}

/** Time, lowest, mean and highest value of a step; without the middle ones where all are one. */
export type Point = [time: string, min: number, avg: number, max: number];

export interface History {
  metric: string;
  unit: string;
  step: number;
  points: Point[];
}
