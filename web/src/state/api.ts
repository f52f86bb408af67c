import { Signal } from "./signal";

/** Below the path of the page, which a proxy chooses; it may have no slash at its end. */
export const API = `${location.pathname.replace(/\/*$/, "/")}docker-monitor/api/v2/`;
const KEY = "docker-monitor.token";

/** Who may read: `open` until the server asks for a token. */
export type Access = "open" | "token" | "wrong" | "forbidden";
export const access = new Signal<Access>("open");

/** An answer that is none, with what the server says of it. */
export class ApiError extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

/** What a header field may hold; no valid token has other characters. */
const POSSIBLE = /^[\x21-\x7e]+$/;

function token(): string | null {
  try {
    const kept = sessionStorage.getItem(KEY);
    return kept && POSSIBLE.test(kept) ? kept : null;
  } catch {
    return null; // the browser keeps nothing for us
  }
}

const entered = new Set<() => void>();

/** Resolves when a token was entered. */
export function tokenEntered(): Promise<void> {
  return new Promise((resolve) => entered.add(resolve));
}

/** Kept while this tab lives, and never in the address. */
export function enterToken(text: string): void {
  if (!POSSIBLE.test(text)) {
    access.value = "wrong";
    return;
  }
  try {
    sessionStorage.setItem(KEY, text);
  } catch {
    // then it is asked for again after a reload
  }
  given = text;
  access.value = "open";
  for (const resolve of entered) resolve();
  entered.clear();
}

let given: string | null = token();

async function complaint(response: Response): Promise<string> {
  try {
    const body = (await response.json()) as { error?: string };
    if (body.error) return body.error;
  } catch {
    // no JSON: not our server's words, perhaps a proxy's
  }
  return `the server answered ${response.status} ${response.statusText}`.trim();
}

/** Asks the API. Fails with `ApiError` for every status but 200. */
export async function ask(
  path: string,
  options: { signal?: AbortSignal; headers?: Record<string, string> } = {},
): Promise<Response> {
  const headers: Record<string, string> = { ...options.headers };
  const sent = given;
  if (sent) headers["Authorization"] = `Bearer ${sent}`;
  const response = await fetch(API + path, {
    headers,
    cache: "no-cache",
    ...(options.signal && { signal: options.signal }),
  });
  if (response.status === 401 && sent === given) access.value = sent ? "wrong" : "token";
  else if (response.status === 403) access.value = "forbidden";
  else if (response.ok && access.value !== "open") access.value = "open";
  if (!response.ok) throw new ApiError(response.status, await complaint(response));
  return response;
}

/** How long an answer may take. */
const DEADLINE_MS = 15_000;

export async function askJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const ending = AbortSignal.timeout(DEADLINE_MS);
  const stop = new AbortController();
  for (const one of signal ? [signal, ending] : [ending]) {
    if (one.aborted) stop.abort();
    one.addEventListener("abort", () => stop.abort());
  }
  try {
    return (await (await ask(path, { signal: stop.signal })).json()) as T;
  } catch (error) {
    if (ending.aborted && !signal?.aborted)
      throw new Error(`the server did not answer in ${DEADLINE_MS / 1000} s`);
    // In our words: each browser has others.
    if (error instanceof TypeError) throw new Error("docker-monitor does not answer");
    if (error instanceof SyntaxError) throw new Error("what answers is not docker-monitor");
    throw error;
  }
}
