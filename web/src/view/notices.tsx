import { Icon } from "./icons";
import { hub } from "../state/fleet";
import { age, clock, moment, sentence } from "../state/format";
import { host, link, second, slow, staleSeconds, stream } from "../state/live";
import { go, route } from "../state/route";
import { isUp, now, rows, type Row } from "../state/rows";
import { useSignal } from "../state/signal";
import type { Host } from "../state/types";

/** Why the engine does not answer, since when, and what of the table is still true. */
export function engineWords(engine: Host["engine"], list: Iterable<Row>, time: number): string {
  const at = moment(engine.lastContactAt);
  const since = Number.isNaN(at) ? "" : `It answered last at ${clock(at, time)}, ${age(time - at)} ago. `;
  const why = sentence(engine.problem ?? "its answer is awaited");
  const known = [...list];
  if (!known.length) return `${since}${why}`;
  // Where they are read from cgroup files they go on without the engine.
  const figures = known.some(({ c }) => isUp(c) && c.cpu?.percent !== undefined);
  return `${since}${why} Each status is as last known${figures ? "" : "; figures are not known"}.`;
}

/** Above everything: why what is shown may not be true any more. */
export function Banner() {
  const at = useSignal(link);
  const stale = useSignal(staleSeconds);
  const info = useSignal(host);
  useSignal(second);
  useSignal(slow);
  if (at.phase === "waiting") {
    const left = Math.max(0, Math.ceil((at.again - Date.now()) / 1000));
    return (
      <div class="banner bad" role="alert"><Icon shape="alert" tone="bad" />
        <p><b>Not connected:</b> {sentence(at.why)} {rows.size > 0 && "Shown is what was last known. "}
          <span aria-hidden="true">Trying again {left > 0 ? `in ${left} s` : "now"}.</span></p>
        <button type="button" class="button" onClick={() => stream.now()}>Try now</button>
      </div>
    );
  }
  if (info && !info.engine.connected)
    return (
      <div class="banner bad" role="alert"><Icon shape="alert" tone="bad" />
        <p><b>{hub.value ? "The hub is not connected to its hosts." : "The container engine is unreachable."}</b>{" "}
          {engineWords(info.engine, rows.values(), now())}</p></div>
    );
  if (stale)
    return (
      <div class="banner warn" role="alert"><Icon shape="alert" tone="warn" />
        <p><b>No data<span aria-hidden="true"> for {stale} s</span>.</b> The connection stands, but
          docker-monitor says nothing. Shown is what was last known.</p></div>
    );
  return null;
}

/** In place of the table, where there is nothing to list. */
export function Nothing({ filtered }: { filtered: boolean }) {
  const info = useSignal(host);
  if (filtered)
    return (
      <div class="nothing">
        <p><b>No container matches.</b></p>
        <button type="button" class="button" onClick={() => go({ filter: "", statuses: [] })}>
          Show all {rows.size}</button>
      </div>
    );
  if (info && !info.engine.connected)
    return (
      <div class="nothing">
        <Icon shape="cross" tone="bad" />
        <p><b>Nothing is known of containers yet.</b></p>
        <p>docker-monitor keeps trying to reach the engine; this page shows them as soon as it does.</p>
      </div>
    );
  if (info && !info.containers)
    return <div class="nothing" role="status"><p>The engine is asked for its containers…</p></div>;
  if (hub.value)
    return (
      <div class="nothing">
        <Icon shape="ring" tone="off" />
        <p><b>No host has reported containers yet.</b></p>
        <p>Invite a host, copy the file to it and start docker-monitor there with it:</p>
        <p><code>docker-monitor hub invite web-1 --output web-1.fleet</code></p>
        <p><code>docker-monitor --fleet web-1.fleet</code></p>
      </div>
    );
  return (
    <div class="nothing">
      <Icon shape="ring" tone="off" />
      <p><b>There are no containers.</b></p>
      <p>Start one, and it appears here within a second:</p>
      <p><code>docker run -d --name web nginx</code></p>
    </div>
  );
}

/** The server or a proxy says no. */
export function Forbidden() {
  const at = useSignal(link);
  return (
    <main class="state-page"><div class="card" role="alert">
      <h1>No permission</h1>
      <p>{at.phase === "refused" ? at.why : "Access is denied"}.</p>
      <p>Ask who runs docker-monitor, or the proxy in front of it, to let you in.</p>
      <button type="button" class="button main" onClick={() => location.reload()}>Try again</button>
    </div></main>
  );
}

/** Until the stream has sent its first state. */
export function Loading() {
  const at = useSignal(route);
  return (
    <div class="nothing" role="status" aria-busy="true">
      <p>Loading {at.container ?? "containers"}…</p>
      <div class="skeleton" aria-hidden="true">{Array.from({ length: 8 }, (_, i) => <span key={i} />)}</div>
    </div>
  );
}
