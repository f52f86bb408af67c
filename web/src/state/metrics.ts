// What is measured of a container. The target golden-files writes this file from
// model/metric/metric_table.hpp.

export interface Measured {
  cpu?: {
    /** 100 for each busy core, as `docker stats` shows it. */
    percent?: number;
    /** 100 where all cores of the host are busy. */
    hostPercent?: number;
    /** How much of `percent` the container may use: 50 for half a core. The smallest of its quota, its cpuset and the cores of the host; absent where only the engine is read. */
    limitPercent?: number;
    /** CPU time used since the container was started; all that follows counts since then. */
    usageSeconds?: number;
    /** CPU time used in user mode. */
    userSeconds?: number;
    /** CPU time used in the kernel. */
    systemSeconds?: number;
    /** Enforcement periods of the CPU quota with something to run. */
    periods?: number;
    /** Periods in which the CPU quota was used up. */
    throttledPeriods?: number;
    /** Time for which the CPU quota stopped tasks. */
    throttledSeconds?: number;
    pressure?: {
      /** Time in which some task waited for a CPU. */
      waitingSeconds: number;
      /** Time in which all tasks waited for a CPU. */
      stalledSeconds: number;
    };
  };
  memory?: {
    /** The working set in percent of the limit, as `docker stats` shows it. */
    percent?: number;
    /** Memory in use, file cache included. */
    usageBytes?: number;
    /** Memory in use without the inactive file cache. */
    workingSetBytes?: number;
    /** Anonymous memory, in bytes. */
    rssBytes?: number;
    /** File cache, in bytes. */
    cacheBytes?: number;
    /** Memory swapped out, in bytes. */
    swapBytes?: number;
    /** The smallest limit of the container and of the groups above it; the host's memory where there is none. */
    limitBytes?: number;
    /** Processes killed for lack of memory, over all runs of the container; it never gets less. */
    oomKills?: number;
    events?: {
      /** Times the container was throttled because its memory was above memory.high. */
      high?: number;
      /** Times the memory of the container was about to go above memory.max. */
      max?: number;
    };
    pressure?: {
      /** Time in which some task waited for memory. */
      waitingSeconds: number;
      /** Time in which all tasks waited for memory. */
      stalledSeconds: number;
    };
    /** Of all but the usage, where that is not the time of the sample. */
    sampledAt?: string;
  };
  network?: {
    interface: string;
    /** Bytes received. */
    rxBytes?: number;
    /** Packets received. */
    rxPackets?: number;
    /** Errors while receiving. */
    rxErrors?: number;
    /** Received packets that were dropped. */
    rxDropped?: number;
    rxBytesPerSecond?: number;
    /** Bytes sent. */
    txBytes?: number;
    /** Packets sent. */
    txPackets?: number;
    /** Errors while sending. */
    txErrors?: number;
    /** Packets dropped instead of sent. */
    txDropped?: number;
    txBytesPerSecond?: number;
  }[];
  blockIo?: {
    /** Bytes read. */
    readBytes?: number;
    /** Bytes written. */
    writeBytes?: number;
    /** Completed reads. */
    readOps?: number;
    /** Completed writes. */
    writeOps?: number;
    readBytesPerSecond?: number;
    writeBytesPerSecond?: number;
    pressure?: {
      /** Time in which some task waited for input or output. */
      waitingSeconds: number;
      /** Time in which all tasks waited for input or output. */
      stalledSeconds: number;
    };
  };
  pids?: {
    /** Processes and their threads. */
    current?: number;
    /** Absent where there is none. */
    limit?: number;
  };
}

/** What history is kept of, in the order in which values are kept. */
export const METRICS = [
  "cpu.percent",
  "memory.workingSetBytes",
  "memory.percent",
  "network.rxBytesPerSecond",
  "network.txBytesPerSecond",
  "blockIo.readBytesPerSecond",
  "blockIo.writeBytesPerSecond",
  "pids.current",
] as const;

/** What history is kept of the host only. */
export const HOST_METRICS = [
  "load.oneMinute",
  "load.fiveMinutes",
  "load.fifteenMinutes",
  "cpu.pressure.waitingPercent",
  "memory.pressure.waitingPercent",
  "memory.pressure.stalledPercent",
  "blockIo.pressure.waitingPercent",
  "blockIo.pressure.stalledPercent",
] as const;

/** What history the hub of a fleet keeps of its hosts only. */
export const HUB_METRICS = [
  "containers.running",
  "containers.paused",
  "containers.exited",
  "containers.created",
  "containers.restarting",
  "containers.removing",
  "containers.dead",
  "containers.unhealthy",
] as const;
