import { Component } from "preact";
import { ALWAYS, type Column } from "../state/columns";
import { age, binary, count, ends, percent, plural, rate, UNKNOWN } from "../state/format";
import { appearanceOf, Icon } from "./icons";
import type { Totals } from "../state/listing";
import { figure } from "../state/recent";
import { CLOSED, go, linkTo, type Grouping, type SortKey } from "../state/route";
import { isUp, type Row } from "../state/rows";
import { Spark } from "./spark";
import { fullness, NEAR, nearLimits, shareOfLimit, type Trouble } from "../state/trouble";

/** How full something is, in percent of what there may be; words stand beside it. */
export function Bar({ value }: { value: number | undefined }) {
  const known = value !== undefined && !Number.isNaN(value);
  const width = known ? Math.min(100, Math.max(0, value)).toFixed(1) : 0;
  // The size of a background: it moves nothing, and makes no layer for each.
  return (
    <span class={`bar ${fullness(value)}`} aria-hidden="true" style={{ backgroundSize: `${width}% 100%` }} />
  );
}

/** A name on one line, cut in its middle where there is no room. Its element has the class `cut`. */
export function cut(name: string | undefined) {
  const { begin, end, room } = ends(name ?? "");
  if (!end) return begin;
  // Both are inline, so that a copied name has no line break.
  return <><span class="begin" style={{ maxWidth: `calc(100% - ${room.toFixed(1)}ch)` }}>{begin}</span>
    <span class="end">{end}</span></>;
}

/** Says by a sign what the colour of a bar says. */
function mark(value: number | undefined): string {
  return value !== undefined && value >= NEAR ? "▲ " : "";
}

/** Two values in one text: every element costs, in a table that changes each second. */
function pair(a: number, b: number): string {
  return Number.isNaN(a) && Number.isNaN(b) ? UNKNOWN : `${rate(a)} / ${rate(b)}`;
}

/** 12%: a whole number, as the value is a mean over a second or two. */
function share(value: number): string {
  return Number.isNaN(value) ? UNKNOWN : `${Math.round(value)}%`;
}

/** What a container says in a column that is not always there. */
function cellOf(row: Row, key: SortKey): string {
  const { c } = row;
  switch (key) {
    case "network":
      return pair(row.rx, row.tx);
    case "io":
      return pair(figure(c, "blockIo.readBytesPerSecond"), figure(c, "blockIo.writeBytesPerSecond"));
    case "throttled":
      return isUp(c) ? share(row.throttled) : UNKNOWN;
    case "pressure":
      return isUp(c) && !row.pressure.every(Number.isNaN) ? row.pressure.map(share).join(" / ") : UNKNOWN;
    case "pids":
      return count(c.pids?.current);
    default:
      return count(c.restartCount);
  }
}

/** What those of a project come to; shares of time can't be added. */
function totalOf(totals: Totals, key: SortKey): string {
  switch (key) {
    case "network":
      return pair(totals.rx, totals.tx);
    case "io":
      return pair(totals.read, totals.write);
    case "pids":
      return count(totals.pids);
    case "restarts":
      return count(totals.restarts);
    default:
      return "";
  }
}

export interface RowProps {
  row: Row;
  /** Its place in the whole table, from 1 on, the head being the first. */
  index: number;
  /** Where in the body of the table it is seen, in pixels. */
  top: number;
  focusable: boolean;
  chosen: boolean;
  newest: number;
  seeded: boolean;
  uptime: string;
  trouble: Trouble | undefined;
  /** How old what is shown is, where its host is away; else "". */
  away: string;
  columns: Column[];
  /** It stays as it is drawn for a frame more. */
  late: boolean;
}

/** One container. Drawn again only where something of it changed. */
export class ContainerRow extends Component<RowProps> {
  private drawn = this.props;

  override shouldComponentUpdate(next: RowProps): boolean {
    if (next.late) return false;
    const now = this.drawn;
    return (
      next.row !== now.row || next.newest !== now.newest || next.index !== now.index || next.top !== now.top ||
      next.focusable !== now.focusable || next.chosen !== now.chosen ||
      next.uptime !== now.uptime || next.away !== now.away || next.trouble !== now.trouble ||
      next.columns !== now.columns ||
      next.seeded !== now.seeded
    );
  }

  private open = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go({ ...CLOSED, container: this.drawn.row.c.name });
  };

  override render(props: RowProps) {
    this.drawn = props;
    const { row, index, top, focusable, chosen, newest, seeded, uptime, trouble, away, columns } = props;
    const { c, recent } = row;
    const { shape, tone, word } = appearanceOf(c, trouble);
    const near = trouble === "near a limit" ? `: ${nearLimits(c).join(", ") || "see its alarm"}` : "";
    const cpuShare = shareOfLimit(c) ?? c.cpu?.hostPercent;
    const up = isUp(c);
    return (
      <tr role="row" aria-rowindex={index} style={{ top: `${top}px` }} class={`${chosen ? "chosen" : up ? "" : "down"} ${away && "away"}`.trim()}
        data-name={c.name} data-trouble={trouble} onClick={this.open}>
        <th role="rowheader" scope="row" class="name">
          <a href={linkTo({ ...CLOSED, container: c.name })} tabIndex={focusable ? 0 : -1}
            class="cut" title={c.name} aria-label={c.name}
            data-id={c.id} aria-current={chosen ? "true" : undefined}>{cut(c.name)}</a>
          <span class="image cut" title={c.image}>{cut(c.image)}</span>
        </th>
        <td role="cell" class="status" title={word + near + (away && `, as of ${away} ago: its host is away`)}>
          <Icon shape={shape} tone={away ? "off" : tone} />{` ${word}${away && `,\n${away} ago`}`}</td>
        <td role="cell" class="cpu">
          {up && <Spark recent={recent} metric="cpu.percent" newest={newest} least={5} seeded={seeded} />}
          <span class="figure" title={c.cpu?.limitPercent !== undefined
            ? `${percent(shareOfLimit(c))} of its limit of ${percent(c.cpu.limitPercent)}` : undefined}>
            {`${mark(cpuShare)}${percent(c.cpu?.percent)}`}</span>
          {up && <Bar value={cpuShare} />}
        </td>
        <td role="cell" class="memory">
          {up && <Spark recent={recent} metric="memory.workingSetBytes" newest={newest} least={1}
            seeded={seeded} />}
          <span class="figure">
            {`${mark(c.memory?.percent)}${binary(c.memory?.workingSetBytes)}`}
            {c.memory?.limitBytes !== undefined &&
              <span class="limit">{` / ${binary(c.memory.limitBytes)}`}</span>}
          </span>
          <span class="share">{c.memory?.percent === undefined ? "" : percent(c.memory.percent)}</span>
          {up && <Bar value={c.memory?.percent} />}
        </td>
        {columns.map(({ key }) => !ALWAYS.includes(key) && (
          <td key={key} role="cell" class={key}>{key === "uptime" ? uptime : cellOf(row, key)}</td>))}
      </tr>
    );
  }
}

/** What the containers of a project or of a host come to. */
export function GroupRow({ by, name, totals, index, top, columns, away }: {
  by: Grouping; name: string; totals: Totals; index: number; top: number; columns: Column[]; away: string;
}) {
  const to = by === "host" ? { ...CLOSED, view: "host" as const, host: name } : { ...CLOSED, project: name };
  const what = by === "host" ? `Charts of ${name}` : `Compare the containers of ${name || "no project"}`;
  return (
    <tr role="row" aria-rowindex={index} style={{ top: `${top}px` }} class={`group ${away && "away"}`.trim()}
      {...{ [`data-${by}`]: name }}>
      <th role="rowheader" scope="rowgroup" class="name"
        aria-label={name || undefined}>
        <a class="cut" title={what}
          href={linkTo(to)} onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            go(to);
          }}>{cut(name || `no ${by}`)}</a></th>
      <td role="cell" class="status" title={away || undefined}>
        {away.replace(", heard last ", ",\n") || (by === "host" ? `${totals.running}/${totals.containers} running` : totals.running === totals.containers
          ? plural(totals.containers, "container") : `${totals.running} of ${totals.containers} run`)}
      </td>
      <td role="cell" class="cpu"><span class="figure">{percent(totals.cpu)}</span></td>
      <td role="cell" class="memory"><span class="figure">{binary(totals.memory)}</span></td>
      {columns.map(({ key }) => !ALWAYS.includes(key) && (
        <td key={key} role="cell" class={key}>{totalOf(totals, key)}</td>))}
    </tr>
  );
}

/** How long it has been up, or since when it is not. */
export function uptimeOf(row: Row, now: number): string {
  const { c } = row;
  if (isUp(c)) return c.startedAt ? age(now - Date.parse(c.startedAt)) : UNKNOWN;
  return c.finishedAt ? `${age(now - Date.parse(c.finishedAt))} ago` : UNKNOWN;
}
