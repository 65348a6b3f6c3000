// The server against its own description (/v1/openapi.json), by Schemathesis: requests that the description allows and such
// that it does not, and every reply held against it. A longer hunt: SENTIA_TEST_EXAMPLES=300, with another
// SENTIA_TEST_SEED.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { answer, environment, PACKAGES, run } from "./clients.mjs";
import { start } from "./server.mjs";

const EXAMPLES = process.env.SENTIA_TEST_EXAMPLES ?? "8";
const SEED = process.env.SENTIA_TEST_SEED ?? "2027";
const PASSWORD = "nine lives of a cat";
const without = PACKAGES ? false : "SENTIA_TEST_CLIENTS is not set; tests/run web fetches the clients and sets it";

let open, guarded;
before(async () => {
  open = await start();
  guarded = await start({ signIn: "passwords = true" });
});
after(async () => {
  assert.equal(await open.stop(), 0, "the server outlives all of it");
  assert.equal(await guarded.stop(), 0, "the server outlives all of it");
});

/** All checks over the operations that are wanted; fails with what Schemathesis reports. */
async function hold(server, config, ...wanted) {
  writeFileSync(join(server.home, "schemathesis.toml"), config);
  const words = ["--checks", "all", "--max-examples", EXAMPLES, "--seed", SEED, "--generation-database", "none"];
  const quiet = ["--no-color", "--warnings", "off", "--continue-on-failure", "--request-timeout", "30", "--workers", "1"];
  const args = ["-m", "schemathesis.cli", "run", `${server.url}/v1/openapi.json`, ...words, ...quiet, ...wanted];
  const { status, stdout, stderr } = await run("python3", args, { cwd: server.home, env: environment() });
  assert.equal(status, 0, stdout.slice(-20_000) + stderr);
  const [, generated] = /(\d+) generated/.exec(stdout) ?? [];
  assert.ok(Number(generated) > 100, `requests were sent: ${stdout.slice(-2_000)}`);
}

/** Until it is not undefined. */
async function eventually(look) {
  for (let tries = 0; tries < 300; tries += 1) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((later) => setTimeout(later, 200));
  }
  throw new Error("it never came");
}

// So that what lies behind an id is reached, and not only that there is nothing behind another.
async function known(url) {
  const asked = await answer(url, "OEE by line last week");
  await answer(url, "only Line 2", { thread: asked.conversation });
  const other = await answer(url, "scrap rate last month");
  const ordered = await answer(url, "operations report for August 2026 as PDF");
  const reports = async () => (await fetch(`${url}/v1/reports`, { headers: { "Sentia-Person": "cfo" } })).json();
  const report = await eventually(async () => (await reports())[0]?.id);
  const values = { turn: asked.id, conversation: asked.conversation, order: ordered.id, report, since: report, ending: "md" };
  const parameters = Object.entries(values).map(([name, value]) => `"path.${name}" = "${value}"`);
  const removed = `parameters = { "path.conversation" = "${other.conversation}" }`;
  // An Idempotency-Key that is drawn twice, with another question, is refused as it should be.
  const accepted = ["2xx", "3xx", "401", "403", "404", "409", "422", "429", "5xx"].map((status) => `"${status}"`).join(", ");
  const taken = `checks.positive_data_acceptance.expected-statuses = [${accepted}]`;
  const operations = Object.entries({ removeConversation: removed, run: taken });
  const each = operations.map(([id, set]) => `[[operations]]\ninclude-operation-id = "${id}"\n${set}\n`);
  return `[parameters]\n${parameters.join("\n")}\n\n${each.join("\n")}`;
}

test("every operation keeps to the description", { skip: without }, async () => {
  await hold(open, await known(open.url));
});

test("what is only for those who sign in keeps to it too", { skip: without }, async () => {
  const made = spawnSync(guarded.command, ["accounts", "password", "cfo", "--home", guarded.home], {
    encoding: "utf8",
    input: `${PASSWORD}\n`,
    cwd: guarded.home,
  });
  assert.equal(made.status, 0, made.stderr);
  const body = JSON.stringify({ person: "cfo", password: PASSWORD });
  const reply = await fetch(`${guarded.url}/v1/sign-in`, { method: "POST", headers: { "content-type": "application/json" }, body });
  const session = /^sentia=([^;]+)/.exec(reply.headers.getSetCookie()[0])[1];
  // As the description's scheme, so that it can be left out and forged too.
  const signedIn = `[auth.openapi.session]\napi_key = "${session}"\n`;
  await hold(guarded, signedIn, "-H", `Origin: ${guarded.url}`, "--include-path-regex", "^/v1/(me|people|keys|sessions|chat-accounts|links)");
});
