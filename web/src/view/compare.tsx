import { useEffect, useRef, useState } from "preact/hooks";
import { Back } from "./back";
import { Charts, type Charted } from "./charts";
import { plural } from "../state/format";
import { pathOf } from "../state/fleet";
import { appearanceOf, Icon } from "./icons";
import { Key } from "./key";
import { order } from "../state/listing";
import { CLOSED, go, linkTo } from "../state/route";
import { rows, rowsChanged, type Row } from "../state/rows";
import { LINE_STYLES } from "./series";
import { useSignal } from "../state/signal";

/** The containers of a project in one chart for each metric: those that use most CPU first. */
export function Compare({ project }: { project: string }) {
  useSignal(rowsChanged);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), [project]);
  const members = [...rows.values()].filter((row) => row.project === project);
  // The lines stay those of the moment of opening, until the user chooses others.
  const [chosen, setChosen] = useState<string[]>(() =>
    order(members, "cpu", true).slice(0, LINE_STYLES.length).map(({ c }) => c.name));
  const sorted = order(members, "name", false);
  const drawn = sorted.filter(({ c }) => chosen.includes(c.name));
  const styleOf = (row: Row) => LINE_STYLES[drawn.indexOf(row)] ?? LINE_STYLES[0]!;
  const of = drawn.map((row): Charted => ({
    path: pathOf(row.c.name), recent: row.recent, label: row.c.name, ...styleOf(row),
  }));
  const toggle = (name: string) => setChosen(chosen.includes(name)
    ? chosen.filter((each) => each !== name) : [...chosen, name]);
  return (
    <section class="detail compare" aria-label={`Project ${project}`}>
      <header>
        <Back />
        <h2 tabIndex={-1} ref={heading}>{project || "no project"}</h2>
        <span class="image">{plural(members.length, "container")} of one project, compared</span>
      </header>
      <ul class="members">
        {sorted.map((row) => {
          const { name } = row.c;
          const shown = drawn.includes(row);
          const { shape, tone, word } = appearanceOf(row.c);
          return (
            <li key={name}>
              <label>
                <input type="checkbox" checked={shown} disabled={!shown && drawn.length >= LINE_STYLES.length}
                  onChange={() => toggle(name)} />
                {shown && <Key {...styleOf(row)} />} {name}
              </label>
              <span class="state"><Icon shape={shape} tone={tone} /> {word}</span>
              <a href={linkTo({ ...CLOSED, container: name })} onClick={(event) => {
                event.preventDefault();
                go({ ...CLOSED, container: name });
              }}>Open<span class="unseen"> {name}</span></a>
            </li>
          );
        })}
      </ul>
      {members.length > LINE_STYLES.length && <p class="most">{LINE_STYLES.length} of them at most are drawn at a time.</p>}
      {of.length > 0 ? <Charts key={of.map(({ label }) => label).join()} of={of} marks={[]} />
        : <p class="notice" role="note"><Icon shape="info" /> None of them is chosen.</p>}
    </section>
  );
}
