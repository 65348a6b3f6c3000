// What programs rely on: limits that say when to come again, replies that need not be sent twice, questions that are asked
// once however often they are sent, a description of all that, and what the server tells of itself.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { request } from "node:http";
import { after, before, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import OpenAI from "openai";
import { answer } from "./clients.mjs";
import { start } from "./server.mjs";

// Few enough that none comes back while a slow machine goes on.
const TURNS = 2;
const REQUESTS = 30;
const METRICS_KEY = "only for the monitor";

let server, narrow, guarded;
before(async () => {
  server = await start();
  narrow = await start({ config: `[server]\nturns_per_minute = ${TURNS}\nrequests_per_minute = ${REQUESTS}\n` });
  guarded = await start({ signIn: "passwords = true", env: { SENTIA_METRICS_KEY: METRICS_KEY } });
});
after(async () => {
  for (const one of [server, narrow, guarded]) assert.equal(await one.stop(), 0);
});

const headers = (person = "cfo") => ({ "Sentia-Person": person, "Content-Type": "application/json" });

const input = (runId, question) => ({ threadId: "new", runId, messages: [{ id: "1", role: "user", content: question }] });

/** A question; the reply before its events are read. */
const ask = (url, runId, { question = "OEE last week", person, key } = {}) =>
  fetch(`${url}/v1/runs`, {
    method: "POST",
    headers: { ...headers(person), ...(key && { "Idempotency-Key": key }) },
    body: JSON.stringify(input(runId, question)),
  });

/** The whole of a reply as it came, which fetch would unpack. */
function raw(url, path, more = {}) {
  const { hostname, port } = new URL(url);
  return new Promise((done, failed) => {
    request({ hostname, port, path, headers: more }, (reply) => {
      const parts = [];
      reply.on("data", (part) => parts.push(part));
      reply.on("end", () => done({ status: reply.statusCode, headers: reply.headers, body: Buffer.concat(parts) }));
    })
      .on("error", failed)
      .end();
  });
}

/** A refusal for having asked too much, which says when there is room again. */
async function isLimited(reply, what) {
  const text = await reply.text();
  assert.equal(reply.status, 429, `${what}: ${text}`);
  const seconds = Number(reply.headers.get("retry-after"));
  assert.ok(seconds >= 1 && seconds <= 60, `${what}: ${seconds}`);
  return { seconds, text };
}

test("who asks more than a person can is told when to come again, and others are answered", async () => {
  const first = await (await ask(narrow.url, "r0", { person: "leeds" })).text();
  const turn = /"turn":"(c\d+-\d+)"/.exec(first)[1];
  for (let run = 1; run < TURNS; run += 1) {
    const reply = await ask(narrow.url, `r${run}`, { person: "leeds" });
    assert.equal(reply.status, 200);
    await reply.text();
  }
  const refused = await ask(narrow.url, "more", { person: "leeds" });
  assert.equal(refused.headers.get("content-type"), "application/problem+json");
  assert.equal(refused.headers.get("cache-control"), "no-store");
  const { seconds, text } = await isLimited(refused, "a question");
  const { detail, ...rest } = JSON.parse(text);
  assert.deepEqual(rest, { title: "Too Many Requests", status: 429 });
  assert.ok(detail.includes(`ask again in ${seconds} s`), detail);

  const again = await ask(narrow.url, "r0", { person: "leeds" });
  assert.equal(again.status, 200, "what was asked before is no new question");
  await again.text();
  const other = await ask(narrow.url, "r0", { person: "line3" });
  assert.equal(other.status, 200, "another person's");
  await other.text();
  assert.equal((await fetch(`${narrow.url}/v1/turns/${turn}`, { headers: headers("leeds") })).status, 200, "reading is no asking");
  await isLimited(await fetch(`${narrow.url}/v1/turns/${turn}/files/pdf`, { headers: headers("leeds") }), "a document");

  const openai = new OpenAI({ baseURL: `${narrow.url}/v1`, apiKey: "any", maxRetries: 0, defaultHeaders: { "Sentia-Person": "leeds" } });
  const error = await openai.chat.completions.create({ model: "sentia", messages: [{ role: "user", content: "OEE" }] }).catch((error) => error);
  assert.ok(error instanceof OpenAI.RateLimitError, `${error}`);
  assert.match(error.headers.get("retry-after"), /^\d+$/);

  const assistant = new Client({ name: "test", version: "1" });
  const requestInit = { headers: { "Sentia-Person": "leeds" } };
  await assistant.connect(new StreamableHTTPClientTransport(new URL("/mcp", narrow.url), { requestInit }));
  const called = await assistant.callTool({ name: "ask", arguments: { question: "OEE last week" } });
  assert.ok(called.isError);
  assert.match(called.content[0].text, /ask again in \d+ s/);
  await assistant.close();
});

test("what is read is limited too, far beyond what a page reads", async () => {
  const read = () => fetch(`${narrow.url}/v1/me`, { headers: headers("line3") });
  let reply = await read();
  let answered = 0;
  for (; reply.status === 200 && answered < 5 * REQUESTS; answered += 1) reply = await read();
  await isLimited(reply, "a request");
  assert.ok(answered >= REQUESTS - 5, `${answered} were answered`);
  assert.equal((await fetch(`${narrow.url}/v1/health`)).status, 200, "nobody's");
});

test("whoever guesses passwords is told how long to wait", async () => {
  const guess = () =>
    fetch(`${guarded.url}/v1/sign-in`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ person: "cfo", password: "guessed" }),
    });
  const made = spawnSync(guarded.command, ["accounts", "password", "cfo", "--home", guarded.home], { input: "nine lives of a cat\n", cwd: guarded.home });
  assert.equal(made.status, 0);
  let reply = await guess();
  for (let tries = 0; reply.status === 401 && tries < 20; tries += 1) reply = await guess();
  const { seconds, text } = await isLimited(reply, "a guess");
  assert.ok(JSON.parse(text).detail.includes(`try again in ${seconds} s`), text);
});

test("what has not changed is not sent again, and is nobody else's", async () => {
  const turn = await answer(server.url, "OEE by line last week");
  for (const path of ["/v1/catalogue", `/v1/turns/${turn.id}/evidence`, `/v1/turns/${turn.id}/files/pdf`, `/v1/turns/${turn.id}/files/csv`]) {
    const get = (more, person) => fetch(server.url + path, { headers: { ...headers(person), ...more } });
    const whole = await get();
    assert.equal(whole.status, 200, path);
    const tag = whole.headers.get("etag");
    assert.match(tag, /^W\/"[0-9a-f]{32}"$/, path);
    const held = { "If-None-Match": tag };
    const unchanged = await get(held);
    assert.equal(unchanged.status, 304, path);
    assert.equal((await unchanged.text()).length, 0);
    assert.equal((await get({ "If-None-Match": '"another"' })).status, 200, path);
    for (const reply of [whole, unchanged]) {
      assert.equal(reply.headers.get("etag"), tag);
      assert.equal(reply.headers.get("cache-control"), "private, no-cache", path);
      for (const name of ["authorization", "cookie", "sentia-person"]) assert.ok(reply.headers.get("vary").includes(name), path);
    }
    // A line leader reads other areas: the tag of what a chief financial officer has opens nothing and hides nothing.
    const other = await get(held, "line3");
    assert.equal(other.status, path === "/v1/catalogue" ? 200 : 404, path);
    if (other.status === 200) assert.notEqual(other.headers.get("etag"), tag);
  }
  for (const path of ["/v1/me", "/v1/conversations", `/v1/turns/${turn.id}`]) {
    const reply = await fetch(server.url + path, { headers: headers() });
    assert.equal(reply.headers.get("cache-control"), "no-store", path);
    assert.equal(reply.headers.get("etag"), null, path);
  }
});

test("the page is asked for again, and its style is known by its hash", async () => {
  const page = await fetch(`${server.url}/`);
  const text = await page.text();
  const tag = page.headers.get("etag");
  assert.equal(page.headers.get("cache-control"), "no-cache");
  const conversation = await fetch(`${server.url}/c/c1`, { headers: { "If-None-Match": tag } });
  assert.equal(conversation.status, 304);
  assert.equal(conversation.headers.get("vary"), "accept-encoding");
  const style = /<style>([^]*?)<\/style>/.exec(text)[1];
  const hash = createHash("sha256").update(style).digest("base64");
  const policy = page.headers.get("content-security-policy");
  assert.ok(policy.includes(`style-src 'self' 'sha256-${hash}';`), policy);
  assert.ok(policy.includes("script-src 'self';") && !policy.includes("unsafe"), policy);
  assert.doesNotMatch(text, /rel="stylesheet"/);
});

test("what is the same for long is packed, and what could be guessed at is not", async () => {
  const turn = await answer(server.url, "scrap rate by line last month");
  const get = (path, accepted) => raw(server.url, path, { "sentia-person": "cfo", ...(accepted && { "accept-encoding": accepted }) });
  for (const path of ["/v1/openapi.json", "/v1/catalogue", `/v1/turns/${turn.id}/evidence`]) {
    const [plain, packed] = [await get(path), await get(path, "gzip, br")];
    assert.equal(plain.headers["content-encoding"], undefined);
    assert.equal(packed.headers["content-encoding"], "gzip", path);
    assert.equal(packed.headers["content-type"], "application/json");
    assert.ok(packed.headers.vary.includes("accept-encoding"));
    assert.equal(packed.headers.etag, plain.headers.etag, "weak, so that both are one");
    assert.deepEqual(gunzipSync(packed.body), plain.body, path);
    assert.ok(packed.body.length * 2 < plain.body.length, `${path}: ${packed.body.length} of ${plain.body.length} bytes`);
  }
  for (const path of ["/v1/me", "/v1/conversations?search=scrap", `/v1/turns/${turn.id}`, `/v1/conversations/${turn.conversation}`]) {
    assert.equal((await get(path, "gzip")).headers["content-encoding"], undefined, path);
  }
  const run = await ask(server.url, "packed");
  await run.text();
  const events = await get("/v1/runs/packed/events", "gzip");
  assert.equal(events.headers["content-type"], "text/event-stream");
  assert.equal(events.headers["content-encoding"], undefined);
});

test("a question under one key is asked once, and a key is one question's", async () => {
  const turnOf = async (reply) => {
    const text = await reply.text();
    assert.equal(reply.status, 200, text);
    return /"turn":"(c\d+-\d+)"/.exec(text)[1];
  };
  const count = async () => (await (await fetch(`${server.url}/v1/conversations?limit=500`, { headers: headers() })).json()).length;
  const before = await count();
  const [first, second] = await Promise.all([ask(server.url, "once", { key: "k1" }), ask(server.url, "once", { key: "k1" })]);
  const turn = await turnOf(first);
  assert.equal(await turnOf(second), turn);
  assert.equal(await turnOf(await ask(server.url, "once", { key: "k1" })), turn);
  assert.equal(await count(), before + 1);
  for (const [run, question] of [["once", "scrap rate last month"], ["twice", "OEE last week"]]) {
    const other = await ask(server.url, run, { question, key: "k1" });
    const text = await other.text();
    assert.equal(other.status, 422, text);
    assert.match(JSON.parse(text).detail, /a key of its own/);
  }
  assert.notEqual(await turnOf(await ask(server.url, "once", { key: "k1", person: "leeds" })), turn, "another person's");
  assert.equal((await ask(server.url, "long", { key: "k".repeat(256) })).status, 422);
  // Under a key with which nothing was begun something else may be.
  assert.equal((await ask(server.url, "begun", { key: "k2", question: " " })).status, 422);
  await turnOf(await ask(server.url, "begun", { key: "k2" }));
});

test("the description tells of keys, sessions and limits, as they are here", async () => {
  const [open, closed] = await Promise.all([server, guarded].map(async ({ url }) => (await fetch(`${url}/v1/openapi.json`)).json()));
  assert.equal(open.components.securitySchemes, undefined);
  const { key, session } = closed.components.securitySchemes;
  assert.deepEqual([key.type, key.scheme], ["http", "bearer"]);
  assert.deepEqual([session.type, session.in, session.name], ["apiKey", "cookie", "sentia"]);
  const operations = (api) => Object.values(api.paths).flatMap((path) => Object.values(path));
  assert.ok(operations(open).every((operation) => operation.security === undefined));
  const of = (api, id) => operations(api).find((operation) => operation.operationId === id);
  assert.deepEqual(of(closed, "run").security, [{ key: [] }, { session: [] }]);
  assert.deepEqual(of(closed, "newKey").security, [{ session: [] }]);
  for (const id of ["health", "waysToSignIn", "signIn", "stopByKey"]) assert.equal(of(closed, id).security, undefined, id);
  for (const id of ["run", "evidence", "chatCompletions", "keys"]) {
    const { headers, content } = of(open, id).responses[429];
    assert.equal(headers["Retry-After"].schema.type, "integer", id);
    assert.ok(content["application/problem+json"], id);
  }
  for (const id of ["evidence", "catalogue", "file", "reportFile"]) assert.ok(of(open, id).responses[304], id);
  for (const id of ["run", "chatCompletions", "newKey"]) assert.ok(of(open, id).responses[422], id);
  assert.ok(of(open, "run").parameters.some((one) => one.name === "Idempotency-Key" && one.in === "header"));
});

/** The values of a text in Prometheus' form, by name and labels. */
function samples(text) {
  const lines = text.trim().split("\n");
  const names = new Set(lines.map((line) => /^# TYPE (\w+) (counter|gauge|histogram)$/.exec(line)?.[1]).filter(Boolean));
  const found = new Map();
  for (const line of lines.filter((line) => !line.startsWith("#"))) {
    const [, name, labels, value] = /^(\w+)(\{\w+="[^"]*"\})? (\d+(?:\.\d+)?)$/.exec(line) ?? assert.fail(line);
    assert.ok(names.has(name.replace(/_(bucket|sum|count)$/, "")) || names.has(name), line);
    found.set(name + (labels ?? ""), Number(value));
  }
  return found;
}

test("the server tells how it does, and nothing of anybody", async () => {
  const look = async () => {
    const reply = await fetch(`${narrow.url}/metrics`);
    assert.match(reply.headers.get("content-type"), /^text\/plain; version=0\.0\.4/);
    return { text: await reply.text() };
  };
  const before = samples((await look()).text);
  await (await ask(narrow.url, "counted")).text();
  await (await ask(narrow.url, "refused", { question: "what will the weather be" })).text();
  const { text } = await look();
  const after = samples(text);
  const more = (name) => after.get(name) - before.get(name);
  assert.equal(more('sentia_turns_total{outcome="answered"}'), 1);
  assert.equal(more("sentia_turn_seconds_count"), 2);
  assert.equal(after.get('sentia_turn_seconds_bucket{le="+Inf"}'), after.get("sentia_turn_seconds_count"));
  assert.ok(more("sentia_turn_seconds_sum") > 0);
  assert.ok(after.get('sentia_limited_total{limit="turns"}') >= 4, text);
  assert.ok(after.get('sentia_limited_total{limit="requests"}') >= 1, text);
  assert.equal(after.get("sentia_event_streams"), 0);
  for (const told of ["cfo", "leeds", "OEE", "demo"]) assert.ok(!text.includes(told), told);
});

test("where people sign in, the metrics want a key of their own", async () => {
  const { host } = new URL(guarded.url);
  const get = async (more) => (await raw(guarded.url, "/metrics", more)).status;
  assert.equal(await get({}), 401);
  assert.equal(await get({ authorization: "Bearer guessed" }), 401);
  assert.equal(await get({ authorization: `Bearer ${METRICS_KEY}` }), 200);
  // A monitor calls by number, as its target is configured.
  assert.equal(await get({ host: `10.0.0.5:${host.split(":")[1]}`, authorization: `Bearer ${METRICS_KEY}` }), 200);
  assert.equal(await get({ origin: "https://evil.example", authorization: `Bearer ${METRICS_KEY}` }), 403);
  const person = spawnSync(guarded.command, ["accounts", "key", "cfo", "--home", guarded.home], { encoding: "utf8", cwd: guarded.home });
  assert.equal(await get({ authorization: `Bearer ${person.stdout.split("\n")[0]}` }), 401, "a person's key");
});
