// How soon Slack is thanked while turns run: 50 signed events a second for 20 s to the built server, beside a route that
// does nothing, and whether each is answered once. Fails over 200 ms for 99 of 100, or where one is lost or doubled.
//
//   node tests/web/acknowledge.mjs [SECONDS]

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { spawnSync } from "node:child_process";
import { createServer } from "node:http";
import { start } from "./server.mjs";

const SECONDS = Number(process.argv[2] ?? 20);
const RATE = 50;
const PEOPLE = 10;
const BAR = 200;
const SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
const PASSWORD = "nine lives of a cat";
const QUESTIONS = ["OEE last week", "OEE by line last week", "scrap rate last month", "availability by plant last week", "why did OEE fall last week?"];
const PROGRESS = /Computing the figures|Working on it/;

/** What was said to whom, by the mark that names the event it answers. */
const said = new Map();
const links = new Map();
let posts = 0;

const slack = createServer((request, response) => {
  let body = "";
  request.on("data", (part) => (body += part));
  request.on("end", () => {
    const method = request.url.split("/").pop();
    const call = request.headers["content-type"]?.includes("json") ? JSON.parse(body || "{}") : {};
    posts += 1;
    if (/^chat\.(postMessage|update)$/.test(method)) {
      const text = JSON.stringify(call.blocks);
      const mark = call.metadata?.event_payload?.mark;
      const link = /link#([\w-]+)/.exec(text);
      if (link) links.set(call.channel, link[1]);
      if (!PROGRESS.test(text)) said.set(mark, (said.get(mark) ?? 0) + 1);
    }
    const upload = { upload_url: `http://127.0.0.1:${slack.address().port}/upload`, file_id: "F1", files: [{ id: "F1" }] };
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ ok: true, channel: call.channel, ts: `${posts}.000100`, ...upload }));
  });
});
await new Promise((listening) => slack.listen(0, "127.0.0.1", listening));
const server = await start({
  signIn: `passwords = true\n[bots.slack]\nbase_url = "http://127.0.0.1:${slack.address().port}"`,
  env: { SENTIA_SLACK_SIGNING_SECRET: SECRET, SENTIA_SLACK_TOKEN: "xoxb-test" },
});

/** Milliseconds until the server has answered. */
async function timed(path, options) {
  const began = performance.now();
  const reply = await fetch(server.url + path, options);
  await reply.arrayBuffer();
  assert.equal(reply.status, 200, path);
  return performance.now() - began;
}

function bring(id, user, text) {
  const event = { type: "message", channel_type: "im", user, text, channel: `D_${user}`, ts: `${1_790_000_000 + id}.000200` };
  const body = JSON.stringify({ type: "event_callback", team_id: "T1", event_id: `Ev${id}`, event });
  const time = String(Math.floor(Date.now() / 1000));
  const signature = `v0=${createHmac("sha256", SECRET).update(`v0:${time}:${body}`).digest("hex")}`;
  const headers = { "content-type": "application/json", "x-slack-request-timestamp": time, "x-slack-signature": signature };
  return timed("/bots/slack/events", { method: "POST", headers, body });
}

async function until(holds, what, seconds) {
  for (let attempt = 0; attempt < seconds * 10; attempt += 1) {
    if (holds()) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`${what} did not come within ${seconds} s`);
}

async function everybodySignsIn() {
  const done = spawnSync(server.command, ["accounts", "password", "leeds", "--home", server.home], { input: `${PASSWORD}\n`, cwd: server.home });
  assert.equal(done.status, 0, String(done.stderr));
  for (let at = 0; at < PEOPLE; at += 1) await bring(-1 - at, `U${at}`, "hello");
  await until(() => links.size === PEOPLE, "the ways to sign in", 30);
  const signed = await fetch(`${server.url}/v1/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ person: "leeds", password: PASSWORD }),
  });
  const headers = { cookie: signed.headers.getSetCookie()[0].split(";")[0], origin: server.url };
  for (const token of links.values()) {
    assert.equal((await fetch(`${server.url}/v1/links/${token}`, { method: "POST", headers })).status, 200);
  }
}

function percentiles(times) {
  const sorted = [...times].sort((one, other) => one - other);
  return [50, 95, 99].map((share) => sorted[Math.min(sorted.length - 1, Math.ceil((sorted.length * share) / 100) - 1)]);
}
const line = (name, values, unit) => console.log(`${name.padEnd(28)}${values.map((value) => value.toFixed(1).padStart(9)).join("")} ${unit}`);

await everybodySignsIn();
said.clear();
const thanked = [];
const floor = [];
const count = SECONDS * RATE;
const began = performance.now();
for (let at = 0; at < count; at += 1) {
  thanked.push(bring(at, `U${at % PEOPLE}`, QUESTIONS[at % QUESTIONS.length]));
  // Between two events, so that it meets the same server at work.
  setTimeout(() => floor.push(timed("/v1/health")), 500 / RATE);
  await new Promise((done) => setTimeout(done, Math.max(0, began + ((at + 1) * 1000) / RATE - performance.now())));
}
const acknowledged = percentiles(await Promise.all(thanked));
const nothing = percentiles(await Promise.all(floor));
const answeredMeanwhile = said.size;
await until(() => said.size === count, "all answers", 600);
// Long enough for one too many.
await new Promise((done) => setTimeout(done, 2000));
const marks = Array.from({ length: count }, (_, at) => `Ev${at}-here`);
const lost = marks.filter((mark) => !said.has(mark)).length;
const doubled = marks.filter((mark) => said.get(mark) > 1).length;

console.log(`${count} events in ${SECONDS} s, ${answeredMeanwhile} of them answered meanwhile`);
console.log(`${"".padEnd(28)}${["p50", "p95", "p99"].map((name) => name.padStart(9)).join("")}`);
line("thanked", acknowledged, "ms");
line("a route that does nothing", nothing, "ms");
line("ratio", acknowledged.map((value, at) => value / nothing[at]), "×");
console.log(`${lost} lost, ${doubled} doubled`);
await server.stop();
slack.closeAllConnections();
slack.close();
assert.deepEqual([lost, doubled], [0, 0]);
assert.ok(acknowledged[2] < BAR, `99 of 100 were thanked within ${acknowledged[2].toFixed(1)} ms; the bar is ${BAR} ms`);
process.exit(0);
