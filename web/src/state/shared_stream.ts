// One stream for all tabs of a browser. A browser opens six connections to a server, and a stream
// holds one for ever: without this the seventh tab waits without end.
//
// A hidden tab has no stream. One of the visible tabs holds a lock and leads: it forwards the events
// of its stream. Each other tab has a stream of its own only until it has reached the position of
// the leader. Where the browser has no locks (a page without TLS that is not of this
// machine), each tab that is seen has its own stream.
import { API } from "./api";
import { SILENCE, Stream, type Link } from "./stream";

/** The messages between tabs. */
type Message =
  | { kind: "event"; name: string; id: string; data: string } // by the leader, as the stream has it
  | { kind: "alive" } // by the leader: its stream received bytes
  | { kind: "link"; link: Link } // by the leader: how its connection is
  | { kind: "ask" } // by a new tab: which tab leads?
  | { kind: "retry" }; // to the leader: connect now

/** How many events are kept for a tab that does not know yet what was before them. */
const MAX_EARLY = 32;

/** The two parts of an event id: the process that sent it, and its number. */
function place(id: string): { epoch: string; number: number } {
  const dash = id.lastIndexOf("-");
  return { epoch: id.slice(0, dash), number: Number(id.slice(dash + 1)) };
}

/** Follows the stream while the page is seen, together with the other tabs of this browser. */
export class SharedStream {
  private readonly name = `docker-monitor.stream ${API}`;
  private readonly stream: Stream;
  private link: Link = { phase: "connecting" };
  private seen = false;
  private channel: BroadcastChannel | undefined;
  /** Ends the connection of this tab; undefined where it has none. */
  private connection: AbortController | undefined;
  /** True once the connection of this tab has received an event, so that its position is known. */
  private placed = false;
  /** Ends the wish to lead; undefined where there is none. */
  private wish: AbortController | undefined;
  private leads = false;
  private release: (() => void) | undefined;
  /** True while another tab leads whose connection stands. */
  private led = false;
  private following = false;
  private early: Extract<Message, { kind: "event" }>[] = [];
  private watch: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly take: (name: string, data: string) => void,
    private readonly alive: () => void,
    private readonly report: (link: Link) => void,
  ) {
    this.stream = new Stream(
      (name, data, id) => {
        this.take(name, data);
        this.post({ kind: "event", name, id, data });
        this.placed = true;
        // Not within what the connection says: it notes the id after that.
        queueMicrotask(() => this.mayFollow());
      },
      () => {
        this.alive();
        this.post({ kind: "alive" });
      },
      (link) => this.linked(link));
  }

  /** The page is seen. */
  show(): void {
    if (this.seen) return;
    this.seen = true;
    if (globalThis.navigator?.locks && globalThis.BroadcastChannel) {
      this.channel = new BroadcastChannel(this.name);
      this.channel.onmessage = ({ data }: MessageEvent<Message>) => this.receive(data);
      this.channel.postMessage({ kind: "ask" } satisfies Message);
    }
    this.connect();
  }

  /** The page is hidden: it needs no events, and other tabs may need the connection. */
  hide(): void {
    if (!this.seen) return;
    this.seen = this.led = false;
    this.channel?.close();
    this.channel = undefined;
    this.resign();
    this.unfollow();
    this.disconnect();
    this.linked({ phase: "connecting" });
  }

  /** Ends a pause between two attempts. */
  now(): void {
    if (this.following) this.channel?.postMessage({ kind: "retry" } satisfies Message);
    else this.stream.now();
  }

  /** Sends a message to the other tabs, if this one leads. */
  private post(message: Message): void {
    if (this.leads) this.channel?.postMessage(message);
  }

  private linked(link: Link): void {
    this.link = link;
    this.post({ kind: "link", link });
    this.report(link);
    if (link.phase === "refused") this.resign(); // another tab may have the right token
    else if (link.phase === "live" && !this.wish) void this.lead(false);
  }

  private connect(): void {
    if (this.connection) return;
    this.connection = new AbortController();
    this.placed = false;
    void this.stream.run(this.connection.signal);
  }

  private disconnect(): void {
    this.connection?.abort();
    this.connection = undefined;
  }

  /** Waits until no other tab leads, or takes the lead away from one that is silent. */
  private async lead(steal: boolean): Promise<void> {
    if (!this.channel) return;
    this.resign();
    const wish = (this.wish = new AbortController());
    const task = () => {
      if (wish.signal.aborted) return undefined;
      this.leads = true;
      this.led = false;
      this.unfollow();
      this.connect();
      this.post({ kind: "link", link: this.link });
      return new Promise<void>((resolve) => {
        this.release = resolve;
      });
    };
    try {
      const how = steal ? { steal } : { signal: wish.signal };
      await navigator.locks.request(this.name, how, task);
    } catch {
      // it was ended, or another tab took the lead away
    }
    if (this.wish !== wish) return;
    this.resign();
    if (this.link.phase === "live") void this.lead(false);
  }

  private resign(): void {
    this.wish?.abort();
    this.release?.();
    this.wish = this.release = undefined;
    this.leads = false;
  }

  private receive(message: Message): void {
    if (message.kind === "ask" || message.kind === "retry") {
      if (message.kind === "ask") this.post({ kind: "link", link: this.link });
      else if (this.leads) this.stream.now();
      return;
    }
    if (this.leads) return; // it does not know yet that it leads no more
    this.led = message.kind !== "link" || message.link.phase === "live";
    if (this.following) this.listen();
    switch (message.kind) {
      case "alive":
        if (this.following) this.alive();
        break;
      case "link":
        if (!this.following) this.mayFollow();
        else if (message.link.phase === "refused") this.alone();
        else this.linked(message.link);
        break;
      case "event":
        if (this.following) this.apply(message);
        else if (this.early.push(message) > MAX_EARLY) this.early.shift();
    }
  }

  /** Ends the connection of this tab where the leader forwards all later events. */
  private mayFollow(): void {
    if (this.leads || !this.led || !this.placed || !this.connection) return;
    this.disconnect();
    this.following = true;
    this.listen();
    for (const event of this.early.splice(0)) if (this.following) this.apply(event);
  }

  private unfollow(): void {
    this.following = false;
    this.early = [];
    clearTimeout(this.watch);
  }

  /** Goes on with a connection of its own, from where it is. */
  private alone(): void {
    this.unfollow();
    this.connect();
  }

  private apply(event: Extract<Message, { kind: "event" }>): void {
    const [at, next] = [place(this.stream.lastId), place(event.id)];
    const same = at.epoch === next.epoch;
    if (same && next.number <= at.number) return;
    if (event.name !== "state" && !(same && next.number === at.number + 1)) {
      this.alone();
      this.early.push(event);
      return;
    }
    this.stream.lastId = ""; // after an event that fails, the server sends a whole state
    try {
      this.take(event.name, event.data);
      this.stream.lastId = event.id;
    } catch {
      this.alone();
    }
  }

  /** Starts the deadline for the next message of the leader. */
  private listen(): void {
    clearTimeout(this.watch);
    this.watch = setTimeout(() => {
      this.led = false;
      this.alone();
      void this.lead(true);
    }, SILENCE);
  }
}
