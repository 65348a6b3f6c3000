// Clients that nobody here wrote, beside those in the other files: OpenAI's and the Model Context Protocol's in Python, and
// the protocol's inspector. What each is told is what /v1 says itself.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { answer, PACKAGES, prose, python, rows, run } from "./clients.mjs";
import { start } from "./server.mjs";

const QUESTION = "OEE by line last week";
const INSPECTOR = createRequire(import.meta.url).resolve("@modelcontextprotocol/inspector/package.json").replace(/package\.json$/, "clients/launcher/build/index.js");
const without = PACKAGES ? false : "SENTIA_TEST_CLIENTS is not set; tests/run web fetches the clients and sets it";

let server, own;
before(async () => {
  server = await start();
  own = await answer(server.url, QUESTION);
});
after(async () => assert.equal(await server.stop(), 0));

/** Every figure of our own answer stands in a reply in Markdown, in its row. */
function saysTheSame(text) {
  assert.ok(rows(own).length === 12, "our own answer has its rows");
  for (const row of rows(own)) assert.ok(text.includes(`| ${row.join(" | ")} |`), `${row} in ${text}`);
  assert.ok(text.startsWith(prose(own)), text);
}

const plain = (text) => text.replace(/Turn c\d+-\d+/, "Turn");

test("OpenAI's client in Python is told what /v1 says, whole and streamed, and follows up", { skip: without }, async () => {
  const told = await python("ask_openai.py", server.url, "cfo", QUESTION);
  assert.equal(told.fault, undefined);
  assert.deepEqual(told.models, ["sentia"]);
  assert.equal(told.finish_reason, "stop");
  saysTheSame(told.whole);
  assert.equal(plain(told.streamed), plain(told.whole));
  assert.ok(told.chunks > 4, "it came in pieces");
  assert.equal(told.usage, 0, "no model was asked");
  assert.match(told.followed, /OEE on Line 2 stood at/);
});

test("OpenAI's client in Python understands a refusal", { skip: without }, async () => {
  const told = await python("ask_openai.py", server.url, "cfo", " ");
  assert.equal(told.fault.kind, "UnprocessableEntityError");
  assert.equal(told.fault.status, 422);
  assert.equal(told.fault.body.type, "invalid_request_error");
  assert.match(told.fault.body.message, /no question/);
});

for (const [way, where] of [
  ["http", () => [server.url]],
  ["pipes", () => [server.command, server.home]],
]) {
  test(`the protocol's client in Python calls the tools over ${way}`, { skip: without }, async () => {
    const told = await python("call_mcp.py", way, ...where(), "cfo", QUESTION);
    assert.equal(told.server, "sentia");
    assert.ok(told.tools.includes("query_metrics") && told.tools.length >= 8, told.tools.join());
    assert.equal(told.answer.isError, false);
    saysTheSame(told.answer.content[0].text);
    const same = { figures: told.answer.structuredContent.figures, rows: rows(told.answer.structuredContent) };
    assert.deepEqual(same, { figures: own.figures, rows: rows(own) });
    assert.match(told.followed.content[0].text, /OEE on Line 2 stood at/);
    assert.ok(told.wrong.isError);
    assert.match(told.wrong.content[0].text, /oeee/);
  });

  test(`the protocol's inspector calls the tools over ${way}`, async () => {
    const target = way === "http" ? [`${server.url}/mcp`, "--transport", "http", "--header", "Sentia-Person: cfo"] : [server.command, "mcp", "--home", server.home, "--as", "cfo"];
    const inspect = async (...words) => {
      const { status, stdout, stderr } = await run("node", [INSPECTOR, "--cli", ...target, ...words], {
        // Its own notes stay out of whoever's home runs the tests.
        env: { PATH: process.env.PATH, HOME: server.home },
        cwd: server.home,
      });
      assert.equal(status, 0, stdout + stderr);
      return JSON.parse(stdout);
    };
    const { tools } = await inspect("--method", "tools/list");
    assert.ok(tools.some((tool) => tool.name === "ask") && tools.length >= 8);
    const told = await inspect("--method", "tools/call", "--tool-name", "ask", "--tool-arg", `question=${QUESTION}`);
    assert.deepEqual(told.structuredContent.figures, own.figures);
    saysTheSame(told.content[0].text);
  });
}
