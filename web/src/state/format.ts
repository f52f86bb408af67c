// Numbers and times as people read them. What is unknown is a dash, never 0.

import type { Host } from "./types";

export const UNKNOWN = "–";

/** 12,345. By hand, as the browser's own way takes a tenth of a second to begin with. */
export function grouped(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** 12.63 %: as docker stats has it, 100 for each busy core. */
export function percent(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return UNKNOWN;
  return `${value.toFixed(value >= 1000 ? 0 : value >= 100 ? 1 : 2)}%`;
}

/** Four digits, and no zeros behind the point that say nothing. */
function fourDigits(value: number): string {
  const text = value.toPrecision(4);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** 0.52, 0.58, 0.59: load averages, as uptime has them. */
export function loads({ oneMinute, fiveMinutes, fifteenMinutes }: NonNullable<Host["load"]>): string {
  return [oneMinute, fiveMinutes, fifteenMinutes].map(load).join(", ");
}

/** 0.52: one load average. */
export function load(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? UNKNOWN : value.toFixed(2);
}

/** 364.6MiB: sizes of memory, as docker stats has them. */
export function binary(bytes: number | undefined): string {
  if (bytes === undefined || Number.isNaN(bytes)) return UNKNOWN;
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
  let at = 0;
  while (bytes >= 1024 && at < units.length - 1) {
    bytes /= 1024;
    ++at;
  }
  return bytes >= 1000 ? `${Math.round(bytes)}${units[at]}` : `${fourDigits(bytes)}${units[at]}`;
}

/** 1.35kB: what goes over wires and to disks, as docker stats has it. */
export function decimal(bytes: number | undefined): string {
  if (bytes === undefined || Number.isNaN(bytes)) return UNKNOWN;
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let at = 0;
  while (bytes >= 999.5 && at < units.length - 1) {
    bytes /= 1000;
    ++at;
  }
  if (at === 0) return `${Math.round(bytes)}B`;
  return `${bytes >= 100 ? Math.round(bytes) : Number(bytes.toPrecision(3))}${units[at]}`;
}

export function rate(bytesPerSecond: number | undefined): string {
  const text = decimal(bytesPerSecond);
  return text === UNKNOWN ? text : `${text}/s`;
}

export function count(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return UNKNOWN;
  return value < 100 && value % 1 !== 0 ? value.toFixed(1) : grouped(value);
}

/** 0.4 s, 5 s, 12 min, 3 h 5 min, 4 d 2 h. */
export function duration(milliseconds: number): string {
  if (milliseconds > 0 && milliseconds < 9950) return `${Number((milliseconds / 1000).toFixed(1))} s`;
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  const days = Math.floor(hours / 24);
  return days < 10 && hours % 24 ? `${days} d ${hours % 24} h` : `${days} d`;
}

/** Short enough for a column: 12s, 5m, 3h, 4d. */
export function age(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86400)} d`;
}

/** How wide a character is beside a digit, at most, in the fonts of browsers. */
function digits(character: string): number {
  if (/[-.,:;/ fijlrt]/.test(character)) return 0.75;
  if (/[MWm@%]/.test(character)) return 1.7;
  if (/[A-Zw]/.test(character)) return 1.4;
  return character <= "~" ? 1.02 : 2;
}

/** The two parts of a long name: it is cut between them where there is no room, since names differ at
 * both ends. `room` is what the end takes, in widths of digits. A short name is whole. */
export function ends(name: string): { begin: string; end: string; room: number } {
  if (name.length <= 16) return { begin: name, end: "", room: 0 };
  let at = name.length - 12;
  if (/[\udc00-\udfff]/.test(name.charAt(at))) --at; // no character is cut in two
  const end = name.slice(at);
  return { begin: name.slice(0, at), end, room: [...end].reduce((sum, one) => sum + digits(one), 0) };
}

const two = (n: number) => String(n).padStart(2, "0");

/** UTC+1, UTC-3:30 or UTC: of the times that this browser shows at that time. */
export function zone(time: number): string {
  const minutes = -new Date(time).getTimezoneOffset();
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  if (!minutes) return "UTC";
  return `UTC${minutes < 0 ? "-" : "+"}${hours}${rest ? `:${two(rest)}` : ""}`;
}

function localTime(time: number, now: number): string {
  const date = new Date(time);
  const text = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return date.toDateString() === new Date(now).toDateString() ? text : `${day(date)} ${text}`;
}

/** 20:05:24 UTC+1 where it is today, else with the day. */
export function clock(time: number, now: number): string {
  return `${localTime(time, now)} ${zone(time)}`;
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** Beside a time axis, whose ticks are so many seconds apart. */
export function timeTick(seconds: number, step: number): string {
  const date = new Date(seconds * 1000);
  const midnight = date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0;
  if (step >= 86_400 || midnight)
    return `${date.getDate()} ${MONTHS[date.getMonth()]}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return step < 60 ? `${time}:${two(date.getSeconds())}` : time;
}

/** From when to when; over long spans seconds say nothing, but days do. */
export function span(from: number, to: number, now: number): string {
  if (to - from < 6 * 3600_000) return `${localTime(from, now)} – ${clock(to, now)}`;
  const short = (time: number) => {
    const date = new Date(time);
    return `${date.getDate()} ${MONTHS[date.getMonth()]} ${two(date.getHours())}:${two(date.getMinutes())}`;
  };
  return `${short(from)} – ${short(to)} ${zone(to)}`;
}

/** 2026-11-23. */
export function day(date: Date): string {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** A moment of the API as milliseconds since the epoch; NaN where there is none. */
export function moment(text: string | null | undefined): number {
  return text ? Date.parse(text) : NaN;
}

export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1) + (/[.?!]$/.test(text) ? "" : ".");
}

export function plural(n: number, word: string): string {
  return `${grouped(n)} ${word}${n === 1 ? "" : "s"}`;
}

/** The text with its times as this page shows others: 20:05:24 UTC+1 for 2026-11-30T19:05:24.331Z. */
export function withLocalTimes(text: string, now: number): string {
  return text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, (time) => clock(moment(time), now));
}
