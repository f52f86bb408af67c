import { isUp } from "../state/rows";
import type { Container } from "../state/types";

/** Why metrics of a container are not known, each in a sentence. */
export function missingOf(c: Container): string[] {
  if (c.status === "paused" && !c.sampledAt) return ["Nothing is measured while it is paused."];
  if (!isUp(c)) return ["It does not run, so nothing of it is measured."];
  if (!c.sampledAt) return ["It runs, but was not measured yet."];
  const engine = c.source === "engine";
  const out: string[] = [];
  if (c.cpu?.percent === undefined) out.push("CPU: two samples are needed, and there is one.");
  if (c.cpu?.limitPercent === undefined)
    out.push(engine ? "CPU limit: the engine's statistics do not have it; cgroup files do."
      : "CPU limit: its cgroup files could not be read.");
  if (c.memory?.workingSetBytes === undefined) out.push("Memory: the kernel does not account it (cgroup_enable=memory switches that on).");
  if (!c.network?.length)
    out.push(c.networkMode === "host" ? "Network: it uses that of the host, which is not counted for it."
      : c.networkMode === "none" ? "Network: it has none."
      : c.networkMode?.startsWith("container:") ? "Network: it shares that of another container, and is counted there."
      : "Network: its interfaces could not be read.");
  if (!c.blockIo) out.push("Disk: its block I/O could not be read.");
  if (!c.cpu?.pressure && !c.memory?.pressure)
    out.push(engine ? "Pressure (PSI): the engine's statistics do not have it; cgroup v2 files do."
      : "Pressure (PSI): needs cgroup v2 and a kernel that counts it.");
  return out;
}

/** The same as a list, folded up. */
export function Missing({ c }: { c: Container }) {
  const sentences = missingOf(c);
  if (!sentences.length) return null;
  return (
    <details class="missing">
      <summary>Why metrics are missing ({sentences.length})</summary>
      <ul>{sentences.map((each) => <li key={each}>{each}</li>)}</ul>
    </details>
  );
}
