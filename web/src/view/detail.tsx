import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { alarmsChanged, book, loadAlarmsOf } from "../state/alarms";
import { Back } from "./back";
import { Charts, useRetries } from "./charts";
import { Configuration } from "./configuration";
import { Facts } from "./facts";
import { IncidentItem } from "./feed";
import { limitsOf, marksOf } from "./flags";
import { sentence } from "../state/format";
import { awayHost, fleetHosts, pathOf } from "../state/fleet";
import { awayWords } from "./hosts";
import { appearanceOf, Icon } from "./icons";
import { host, link, silences } from "../state/live";
import { Command } from "./copy";
import { Missing } from "./missing";
import { SilenceItem } from "./sinks";
import { covers, silenceCommand } from "../state/silence";
import type { Container } from "../state/types";
import { go } from "../state/route";
import { pressing, withoutTwins } from "../state/trouble";
import { findRow, now, rowsChanged } from "../state/rows";
import { useSignal } from "../state/signal";

/** Its silences, and the command for one more. */
function SilencesOf({ c }: { c: Container }) {
  const list = useSignal(silences).filter((silence) => covers(silence, c));
  if (c.host)
    return (
      <section class="silences" aria-label="Its silences">
        <h3>Silences</h3>
        <p class="none">They are kept on its host {c.host}. There:</p>
        <Command text={silenceCommand(c.local?.name ?? c.name)} what={`silences it on ${c.host} for two hours`} />
      </section>
    );
  return (
    <section class="silences" aria-label="Its silences">
      <h3>Silences</h3>
      {list.length === 0 && <p class="none">None: its incidents go to all sinks.</p>}
      <ul>{list.map((silence) => <SilenceItem key={silence.id} silence={silence} />)}</ul>
      <Command text={silenceCommand(c.name)} what="silences it for two hours" />
    </section>
  );
}

export function Detail({ name }: { name: string }) {
  useSignal(rowsChanged);
  const changes = useSignal(alarmsChanged);
  const heading = useRef<HTMLHeadingElement>(null);
  const live = useSignal(link).phase === "live";
  /** Why its alarms are not known; "" where they are, undefined until then. */
  const [unknown, setUnknown] = useState<string>();
  const tries = useRetries(unknown);
  const row = findRow(name);
  useEffect(() => {
    if (row && row.c.name !== name) return go({ container: row.c.name }, "replace"); // found by its id
    heading.current?.focus({ preventScroll: true });
  }, [name]);
  useEffect(() => {
    if (!live || (row && row.c.name !== name)) return;
    let gone = false;
    void loadAlarmsOf(name).then((why) => gone || setUnknown(why));
    return () => {
      gone = true;
    };
  }, [name, live, tries]);
  const incidents = useMemo(
    () => withoutTwins(book.incidents().filter(({ alarm }) => alarm.primarySubject.container === name)),
    [name, changes]);
  useSignal(fleetHosts);
  const away = row && awayHost(row.c);
  const state = row && appearanceOf(row.c);
  const info = useSignal(host);
  const marks = useMemo(() => marksOf(incidents, row?.c.startedAt), [incidents, row?.c.startedAt]);
  const wrong = useMemo(() => pressing(incidents), [incidents]);
  const of = [{ path: pathOf(row?.c.name ?? name), recent: row?.recent, label: name, colour: "--line-a", dash: [] }];
  return (
    <section class="detail" aria-label={`Container ${name}`}>
      <header>
        <Back />
        <h2 tabIndex={-1} ref={heading}>{name}</h2>
        {state && <span class="state"><Icon shape={state.shape} tone={state.tone} /> {state.word}</span>}
        {row && <span class="image">{row.c.image}</span>}
      </header>
      {!row && <p class="notice" role="note"><Icon shape="info" /> There is no container of this name
        now. Its history and its alarms follow.</p>}
      {away && <p class="notice" role="note"><Icon shape="alert" tone="warn" /> The
        host {away.name} is {awayWords(away, now())}. Its status is as last known; the history of its
        containers is on it and out of reach until it is back.</p>}
      {wrong.length > 0 && <section class="pressing" aria-label="What is wrong now">
        <ul>{wrong.map((incident) => <IncidentItem key={incident.alarm.id} incident={incident} within />)}</ul>
      </section>}
      <Charts key={name} of={of} marks={marks} limits={limitsOf(row?.c, info)}
        gone={row ? undefined : "No history of it is kept either."} />
      <div class="columns">
        {row && <div>
          <Facts c={row.c} info={info} />
          <Configuration row={row} />
          <Missing c={row.c} />
          <SilencesOf c={row.c} />
        </div>}
        <section class="happened" aria-label="What happened">
          <h3>What happened</h3>
          {unknown && <p class="notice" role="note"><Icon shape="alert" tone="warn" /> Older alarms
            could not be loaded: {sentence(unknown)}</p>}
          {incidents.length === 0 && unknown === "" && <p class="none">No alarms.</p>}
          <ul>{incidents.slice(0, 100).map((incident) =>
            <IncidentItem key={incident.alarm.id} incident={incident} within />)}</ul>
        </section>
      </div>
    </section>
  );
}

