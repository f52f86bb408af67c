// Lints the OpenAPI document: node lint.mjs FILE; exits 1 where there is anything to say.
import { resolve } from "node:path";

import { createConfig, lint } from "@redocly/openapi-core";

const config = await createConfig({ extends: ["recommended-strict"] });
const problems = await lint({ ref: resolve(process.argv[2]), config });
for (const { severity, ruleId, message, location } of problems)
  console.log(`${severity} ${ruleId}: ${message} (${location.map((at) => at.pointer).join(", ")})`);
process.exitCode = problems.length > 0 ? 1 : 0;
