/** A stroke as a line has it, beside its name. */
export function Key({ colour: name, dash }: { colour: string; dash: number[] }) {
  return (
    <svg class="key" width="22" height="8" viewBox="0 0 22 8" aria-hidden="true">
      <path d="M0 4h22" style={{ stroke: `var(${name})`, strokeDasharray: dash.join(" ") }} />
    </svg>
  );
}
