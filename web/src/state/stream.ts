import { access, ApiError, ask, tokenEntered } from "./api";

/** How the connection to the stream is. */
export type Link =
  | { phase: "connecting" }
  | { phase: "live" }
  | { phase: "waiting"; why: string; again: number } // `again`: when it is tried again
  | { phase: "refused"; why: string };

const HEAD_DEADLINE = 10_000;
/** The server sends a comment every 15 s; a connection without bytes for so long is dead. */
export const SILENCE = 40_000;
const FIRST_PAUSE = 500;
const MAX_PAUSE = 15_000;

/** Cuts a text of Server-Sent Events (HTML Living Standard, 9.2.6) into events. */
export class EventCutter {
  private rest = "";

  constructor(private readonly take: (name: string, id: string, data: string) => void) {}

  push(text: string): void {
    const searchFrom = Math.max(0, this.rest.length - 1);
    this.rest += text;
    let begin = 0;
    let end = this.rest.indexOf("\n\n", searchFrom);
    while (end >= 0) {
      this.cut(this.rest.slice(begin, end));
      begin = end + 2;
      end = this.rest.indexOf("\n\n", begin);
    }
    this.rest = this.rest.slice(begin);
  }

  private cut(block: string): void {
    let name = "message";
    let id = "";
    let data = "";
    for (const line of block.split("\n")) {
      if (line.startsWith("event: ")) name = line.slice(7);
      else if (line.startsWith("id: ")) id = line.slice(4);
      else if (line.startsWith("data: ")) data = line.slice(6);
    }
    if (data) this.take(name, id, data);
  }
}

/** Follows the stream: with fetch, as a token goes into a header that EventSource has not. */
export class Stream {
  /** The id of the newest event that was taken; it is sent when the stream connects again. */
  lastId = "";
  private pause = FIRST_PAUSE;
  private endWait: (() => void) | undefined;

  constructor(
    private readonly take: (name: string, data: string, id: string) => void,
    private readonly alive: () => void,
    private readonly report: (link: Link) => void,
  ) {}

  /** Ends a pause between two attempts. */
  now(): void {
    this.pause = FIRST_PAUSE;
    this.endWait?.();
  }

  /** Connects again and again until it is stopped; after that it reports nothing. */
  async run(stop = new AbortController().signal): Promise<void> {
    this.pause = FIRST_PAUSE;
    const stopped = new Promise<void>((resolve) => stop.addEventListener("abort", () => resolve()));
    while (!stop.aborted) {
      let why = "the stream ended";
      try {
        await this.follow(stop);
      } catch (error) {
        why = this.reason(error);
        if (!stop.aborted && error instanceof ApiError && [401, 403].includes(error.status)) {
          this.report({ phase: "refused", why });
          if (access.value === "forbidden") await this.wait(MAX_PAUSE, stopped);
          else if (access.value === "open") await this.wait(FIRST_PAUSE, stopped); // one was entered meanwhile
          else await Promise.race([tokenEntered(), stopped]);
          if (!stop.aborted) this.report({ phase: "connecting" });
          continue;
        }
      }
      if (stop.aborted) return;
      const pause = this.pause * (0.8 + 0.4 * Math.random()); // many pages come back one by one
      this.report({ phase: "waiting", why, again: Date.now() + pause });
      this.pause = Math.min(this.pause * 2, MAX_PAUSE);
      await this.wait(pause, stopped);
    }
  }

  private reason(error: unknown): string {
    if (error instanceof ApiError) return error.message;
    if (error instanceof SyntaxError) return "the answer of the server is not understood";
    return "docker-monitor does not answer";
  }

  private async wait(milliseconds: number, stopped: Promise<void>): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const over = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
      this.endWait = resolve;
    });
    await Promise.race([over, stopped]);
    clearTimeout(timer);
    this.endWait = undefined;
  }

  private async follow(stop: AbortSignal): Promise<void> {
    const cut = new AbortController();
    const end = () => cut.abort();
    stop.addEventListener("abort", end);
    let watch = setTimeout(end, HEAD_DEADLINE);
    try {
      const headers: Record<string, string> = { Accept: "text/event-stream" };
      if (this.lastId) headers["Last-Event-ID"] = this.lastId;
      const response = await ask("stream", { signal: cut.signal, headers });
      if (!response.body) throw new Error("no body");
      if (stop.aborted) return;
      this.report({ phase: "live" });
      const cutter = new EventCutter((name, id, data) => {
        if (stop.aborted) return;
        this.lastId = ""; // after an event that fails, the server sends a whole state
        this.take(name, data, id);
        this.lastId = id;
        this.pause = FIRST_PAUSE;
      });
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      for (;;) {
        clearTimeout(watch);
        watch = setTimeout(end, SILENCE);
        const { done, value } = await reader.read();
        if (done || stop.aborted) return;
        this.alive();
        cutter.push(decoder.decode(value, { stream: true }));
      }
    } finally {
      clearTimeout(watch);
      stop.removeEventListener("abort", end);
      cut.abort();
    }
  }
}
