// Units, rounding and thresholds, by the table of cases that the terminal's test reads, too.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { load } from "./world.mjs";

const cases = JSON.parse(readFileSync(new URL("../../fixtures/figures.json", import.meta.url), "utf8"));
const { percent, binary, decimal } = await load("state/format");
const { fullness } = await load("state/trouble");
const functions = { percent, binaryBytes: binary, decimalBytes: decimal, fullness };

test("every kind of figure has cases", () => {
  assert.deepEqual(Object.keys(cases).sort(), Object.keys(functions).sort());
});

for (const [kind, list] of Object.entries(cases))
  test(`${kind} is as in the table`, () => {
    for (const [value, text] of list) assert.equal(functions[kind](value), text, `${kind} of ${value}`);
  });

test("a bar without a value has no tone", () => {
  assert.equal(fullness(undefined), "");
  assert.equal(fullness(NaN), "");
});
