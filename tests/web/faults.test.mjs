// What every reply of the server keeps to, whatever was asked: faults as problems (RFC 9457), limits that say when to come
// again, and an end that loses no answer.

import assert from "node:assert/strict";
import { createServer, request } from "node:http";
import { after, before, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { start } from "./server.mjs";

let server;
before(async () => (server = await start()));
after(async () => assert.equal(await server.stop(), 0));

const headers = (person = "cfo") => ({ "Sentia-Person": person, "Content-Type": "application/json" });

const input = (runId, question) =>
  JSON.stringify({ threadId: "new", runId, messages: [{ id: "1", role: "user", content: question }], tools: [], context: [] });

/** A problem of this status, in words, that nobody may keep. */
async function isProblem(reply, status, what) {
  const text = await reply.text();
  assert.equal(reply.status, status, `${what}: ${text}`);
  assert.equal(reply.headers.get("content-type"), "application/problem+json", what);
  assert.equal(reply.headers.get("cache-control"), "no-store", what);
  const problem = JSON.parse(text);
  assert.deepEqual(Object.keys(problem).sort(), ["detail", "status", "title"], what);
  assert.equal(problem.status, status, what);
  assert.ok(problem.detail.length > 10, `${what}: ${problem.detail}`);
  return problem;
}

/** A request that fetch would not send. Resolves with status, headers and body. */
function raw(options, body = "") {
  const { hostname, port } = new URL(server.url);
  return new Promise((done, failed) => {
    const sent = request({ hostname, port, ...options }, (reply) => {
      let text = "";
      reply.setEncoding("utf8").on("data", (part) => (text += part));
      reply.on("end", () => done({ status: reply.statusCode, headers: reply.headers, text }));
    });
    sent.on("error", failed);
    sent.end(body);
  });
}

test("every fault is a problem", async () => {
  const at = (path, options = {}) => fetch(server.url + path, options);
  const post = (path, body, more = {}) => at(path, { method: "POST", headers: { ...headers(), ...more }, body });
  const put = (path, body) => at(path, { method: "PUT", headers: headers(), body });
  for (const [what, status, reply] of [
    ["an unknown path", 404, await at("/nothing/here")],
    ["an unknown path of the API", 404, await at("/v1/nothing")],
    ["an unknown version", 404, await at("/v2/people")],
    ["an unknown file of the page", 404, await at("/assets/none.js")],
    ["a path that is no UTF-8", 400, await at("/v1/turns/%ff")],
    ["a method that is not there", 405, await put("/v1/people", "{}")],
    ["a method that is not there, on the page", 405, await post("/", "{}")],
    ["JSON that breaks off", 400, await post("/v1/runs", '{"threadId": ')],
    ["JSON of another shape", 422, await post("/v1/runs", '{"threadId": 1}')],
    ["a list for an object", 422, await post("/v1/runs", "[]")],
    ["no body", 400, await post("/v1/runs", "")],
    ["text", 415, await post("/v1/runs", input("text", "OEE"), { "Content-Type": "text/plain" })],
    ["a form", 415, await post("/v1/runs", "runId=1", { "Content-Type": "application/x-www-form-urlencoded" })],
    ["too much", 413, await post("/v1/runs", input("much", "x".repeat(4_100_000)))],
    ["too much, of a small thing", 413, await put("/v1/turns/c1-1/feedback", "x".repeat(4_100_000))],
    ["a limit that is no number", 422, await at("/v1/conversations?limit=many")],
    ["a turn that is not there", 404, await at("/v1/turns/c99999-1/evidence")],
    ["a file of a kind that is not there", 404, await at("/v1/turns/c1-1/files/exe")],
    ["a person that is not there", 403, await at("/v1/me", { headers: headers("nobody") })],
    ["another site's page", 403, await at("/v1/me", { headers: { Origin: "https://evil.example" } })],
    ["the sign-in that is not there", 404, await at("/v1/keys")],
  ]) {
    await isProblem(reply, status, what);
  }
  const other = await raw({ path: "/v1/people", headers: { Host: "evil.example" } });
  assert.equal(other.status, 421);
  assert.equal(other.headers["content-type"], "application/problem+json");
});

test("a method that is not there is told which are", async () => {
  for (const [path, allowed] of [
    ["/v1/people", ["GET", "HEAD"]],
    ["/v1/runs", ["POST"]],
    ["/v1/conversations/c1", ["GET", "HEAD", "PATCH", "DELETE"]],
    ["/v1/turns/c1-1/share", ["PUT", "DELETE"]],
  ]) {
    const reply = await fetch(server.url + path, { method: "OPTIONS" });
    await isProblem(reply.clone(), 405, path);
    assert.deepEqual(reply.headers.get("allow")?.split(/, ?/).sort(), allowed.sort(), path);
  }
});

test("HEAD tells what GET does, without its body", async () => {
  for (const path of ["/", "/v1/people", "/v1/catalogue"]) {
    const [head, get] = [await fetch(server.url + path, { method: "HEAD" }), await fetch(server.url + path)];
    assert.equal(head.status, get.status, path);
    assert.equal(head.headers.get("content-type"), get.headers.get("content-type"), path);
    assert.equal((await head.text()).length, 0, path);
    assert.ok((await get.text()).length > 100, path);
  }
});

test("the page comes packed to whoever takes that, and what never changes is kept", async () => {
  const { hostname, port } = new URL(server.url);
  const get = (path, accepted) =>
    new Promise((done, failed) => {
      request({ hostname, port, path, headers: accepted ? { "accept-encoding": accepted } : {} }, (reply) => {
        const parts = [];
        reply.on("data", (part) => parts.push(part));
        reply.on("end", () => done({ headers: reply.headers, body: Buffer.concat(parts) }));
      })
        .on("error", failed)
        .end();
    });
  const page = (await get("/")).body.toString();
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(page)[1];
  const plain = await get(script);
  const packed = await get(script, "br;q=1, gzip;q=0.5");
  assert.equal(plain.headers["content-encoding"], undefined);
  assert.equal(packed.headers["content-encoding"], "gzip");
  assert.equal(packed.headers.vary, "accept-encoding");
  assert.deepEqual(gunzipSync(packed.body), plain.body);
  assert.match(packed.headers["cache-control"], /immutable/);
  assert.equal((await get("/")).headers["cache-control"], "no-cache");
  assert.equal((await get(script, "gzip;q=0")).headers["content-encoding"], undefined);

  // All that is loaded before the first answer.
  const scripts = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map((one) => one[1]);
  let bytes = 0;
  for (const one of scripts) bytes += (await get(one, "gzip")).body.length;
  assert.ok(bytes > 0 && bytes <= 150_000, `${bytes} bytes of script before anything is asked`);
});

/** A server whose model replies, by refusing, only when it is told to. */
async function thinking(context) {
  const waiting = [];
  const model = createServer((_, response) => void waiting.push(response));
  await new Promise((listening) => model.listen(0, "127.0.0.1", listening));
  const slow = await start({ model: `http://127.0.0.1:${model.address().port}` });
  const error = { type: "error", error: { type: "invalid_request_error", message: "not now" } };
  context.after(() => (model.closeAllConnections(), model.close()));
  return {
    slow,
    post: (run, question, person = "cfo") =>
      fetch(`${slow.url}/v1/runs`, { method: "POST", headers: headers(person), body: input(run, question) }),
    async asked(count) {
      while (waiting.length < count) await new Promise((later) => setTimeout(later, 20));
    },
    refuse() {
      const refused = (response) => response.writeHead(400, { "Content-Type": "application/json" }).end(JSON.stringify(error));
      waiting.splice(0).forEach(refused);
    },
  };
}

test("whoever asks too much at once is told to come again, and others are answered", async (context) => {
  const { slow, post } = await thinking(context);
  const streams = [];
  for (let run = 0; run < 8; run += 1) streams.push(await post(`r${run}`, "OEE by line last week"));
  assert.deepEqual(streams.map((one) => one.status), Array(8).fill(200));
  const refused = await post("r8", "OEE by line last week");
  assert.match(refused.headers.get("retry-after"), /^\d+$/);
  assert.match((await isProblem(refused, 429, "the ninth")).detail, /wait for an answer, or stop one/);
  const again = await post("r7", "OEE by line last week");
  assert.equal(again.status, 200, "what was asked before is no new question");
  const other = await post("r8", "OEE by line last week", "leeds");
  assert.equal(other.status, 200, "another person's");
  for (const stream of [...streams, again, other]) await stream.body.cancel();
  const stop = (run, person) => fetch(`${slow.url}/v1/runs/${run}`, { method: "DELETE", headers: headers(person) });
  assert.equal((await stop("r0", "cfo")).status, 204);
  const next = await post("r8", "OEE by line last week");
  assert.equal(next.status, 200, "one that was stopped makes room");
  await next.body.cancel();
  for (let run = 1; run <= 8; run += 1) await stop(`r${run}`, "cfo");
  await stop("r8", "leeds");
  assert.equal(await slow.stop(), 0);
});

test("a server that ends answers what it was asked, keeps it, and takes nothing new", async (context) => {
  const { slow, post, asked, refuse } = await thinking(context);
  const question = await post("last", "OEE by line last week");
  assert.equal(question.status, 200);
  await asked(1);
  const ended = slow.stop({ leave: true });
  // A new connection is refused, or, in the moment before, the question.
  const late = await post("late", "scrap rate").catch((error) => error);
  assert.ok(late instanceof Error || late.status === 503, `${late.status}`);
  if (late.status === 503) {
    assert.match(late.headers.get("retry-after"), /^\d+$/);
    await isProblem(late, 503, "a late question");
  }
  refuse();
  const events = await question.text();
  assert.match(events, /"type":"RUN_FINISHED".*"outcome":\{"type":"success"\}/);
  assert.equal(await ended, 0);
  const conversation = /"conversation":"(c\d+)"/.exec(events)[1];
  const next = await start({ home: slow.home });
  const kept = await (await fetch(`${next.url}/v1/conversations/${conversation}`, { headers: headers() })).json();
  assert.equal(kept.turns, 1);
  assert.equal(await next.stop(), 0);
});
