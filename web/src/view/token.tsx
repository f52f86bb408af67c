import { useEffect, useRef } from "preact/hooks";
import { access, enterToken } from "../state/api";
import { useSignal } from "../state/signal";

/** Asks for the token that the server asks for. */
export function TokenForm() {
  const state = useSignal(access);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, [state]);
  return (
    <main class="state-page">
      <form class="card" onSubmit={(event) => {
        event.preventDefault();
        const text = input.current?.value.trim();
        if (text) enterToken(text);
      }}>
        <h1>A token is needed</h1>
        <p id="token-help">Who runs docker-monitor has it: one of the lines of its --token-file. It is
          kept in this tab until you close it.</p>
        <label for="token">Token</label>
        <input id="token" ref={input} type="password" autocomplete="off" required
          aria-describedby={state === "wrong" ? "token-wrong token-help" : "token-help"}
          aria-invalid={state === "wrong"} />
        {state === "wrong" && <p id="token-wrong" class="trouble" role="alert">
          This token is not accepted: check for a missing character, or ask for a new one.</p>}
        <button type="submit" class="button main">Continue</button>
      </form>
    </main>
  );
}
