import { useEffect, useState } from "preact/hooks";
import { askJson } from "../state/api";
import { pathOf } from "../state/fleet";
import { limitLines, mountWords, portLines, restartWords } from "../state/configuration";
import { link } from "../state/live";
import type { Row } from "../state/rows";
import { useSignal } from "../state/signal";
import type { Configuration as Setup } from "../state/types";

const FIELDS = "restartPolicy,ports,mounts,networks,environment,limits";

/** Asks for the configuration of a container, and again after each change of it. */
function useConfiguration(id: string, revision: number): Setup | undefined {
  const [setup, setSetup] = useState<Setup>();
  const live = useSignal(link).phase === "live";
  useEffect(() => {
    if (!live) return;
    const stop = new AbortController();
    askJson<Setup>(`${pathOf(id)}?fields=${FIELDS}`, stop.signal)
      .then((answer) => stop.signal.aborted || setSetup(answer))
      .catch(() => {}); // What is known stays; the next change or connection asks again.
    return () => stop.abort();
  }, [id, live, revision]);
  return setup;
}

type Item = [label: string, lines: string[] | undefined];

/** One line for each entry; "none" where the engine says that there is none. */
export function items({ restartPolicy, ports, mounts, networks, environment, limits }: Setup): Item[] {
  return [
    ["Restart policy", restartPolicy && [restartWords(restartPolicy)]],
    ["Ports", ports && portLines(ports)],
    ["Mounts", mounts?.map(mountWords)],
    ["Networks", networks?.map(({ name, address }) => (address ? `${name} (${address})` : name))],
    ["Environment", environment && (environment.length ? [environment.join(", ")] : [])],
    ["Limits", ports && limitLines(limits)],
  ];
}

/** How a container is set up; nothing until the first answer. */
export function Configuration({ row }: { row: Row }) {
  const setup = useConfiguration(row.c.id, row.revision);
  if (!setup?.restartPolicy) return null;
  return (
    <section class="facts configuration" aria-label="Configuration">
      <h3>Configuration</h3>
      <dl>
        {items(setup).map(([label, lines]) => lines && (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{lines.length ? lines.map((line) => <div key={line}>{line}</div>) : "none"}</dd>
          </div>
        ))}
      </dl>
      {setup.environment && setup.environment.length > 0 && <p class="none">
        The values of environment variables are never shown: they may be secrets.</p>}
    </section>
  );
}
