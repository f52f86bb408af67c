import { useLayoutEffect } from "preact/hooks";
import { access } from "../state/api";
import { Compare } from "./compare";
import { Detail } from "./detail";
import { HostPage } from "./host";
import { Hosts } from "./hosts";
import { hub } from "../state/fleet";
import { Announcer, Feed } from "./feed";
import { Filters } from "./filters";
import { Header } from "./header";
import { choose } from "../state/listing";
import { begun, host, link, staleSeconds } from "../state/live";
import { Banner, Forbidden, Loading, Nothing } from "./notices";
import { CLOSED, go, isOpen, route } from "../state/route";
import { rows, rowsChanged } from "../state/rows";
import { useSignal } from "../state/signal";
import { Sinks } from "./sinks";
import { Title } from "./title";
import { Table } from "./table";
import { TokenForm } from "./token";

/** Escape leads back to the table. */
function useEscape(): void {
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && isOpen(route.value))
        go({ ...CLOSED, view: route.value.view === "host" ? "containers" : route.value.view });
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

function Containers() {
  useSignal(rowsChanged);
  const at = useSignal(route);
  const ready = useSignal(begun);
  const some = ready && choose(rows.values(), at).length > 0;
  return (
    <section class="containers" aria-label="Containers">
      {ready && rows.size > 0 && <Filters />}
      {!ready ? <Loading /> : some ? <Table /> : <Nothing filtered={rows.size > 0} />}
    </section>
  );
}

/** What is open beside the table: a container, a project or the host. */
function Opened() {
  const { container, project, host: name } = useSignal(route);
  const many = useSignal(hub);
  if (container !== undefined) return <Detail key={container} name={container} />;
  if (project !== undefined) return <Compare key={project} project={project} />;
  if (many && name === undefined) return <Hosts />;
  return <HostPage key={name} name={many ? name : undefined} />;
}

export function App() {
  const at = useSignal(route);
  const who = useSignal(access);
  const stale = useSignal(staleSeconds);
  const { phase } = useSignal(link);
  const ready = useSignal(begun);
  const info = useSignal(host);
  useEscape();
  if (who === "token" || who === "wrong") return <TokenForm />;
  if (who === "forbidden") return <Forbidden />;
  const old = ready && (phase !== "live" || stale > 0 || info?.engine.connected === false);
  return (
    <div class={`app view-${at.view} ${isOpen(at) ? "with-detail" : ""} ${old ? "stale" : ""}`}>
      <Header />
      <Banner />
      <main>
        <div class="stage">
          <Containers />
          {ready && isOpen(at) && <Opened />}
        </div>
        <div class="side">
          <Feed />
          <Sinks />
        </div>
      </main>
      <Announcer />
      <Title />
    </div>
  );
}
