// What rows come to together.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./world.mjs";

const row = (name, networkMode, rx = 1000) => ({
  c: { id: `id-${name}`, name, status: "running", labels: {}, networkMode },
  recent: undefined, rx, tx: Number.isNaN(rx) ? NaN : 500, project: "shop",
});

test("a network that containers share is counted once", async () => {
  const { total } = await load("state/listing");
  const rx = (...rows) => total(rows).rx;
  assert.equal(rx(row("a", "shop"), row("b", "shop")), 2000);
  assert.equal(rx(row("a", "shop"), row("b", "container:id-a")), 1000);
  assert.equal(rx(row("b", "container:a"), row("a", "shop")), 1000);
  assert.equal(rx(row("b", "container:x"), row("c", "container:x")), 1000);
  assert.equal(total([row("a", "shop"), row("b", "container:id-a")]).tx, 500);
  assert.equal(rx(row("a", "shop", NaN), row("b", "container:id-a")), 1000);
});
