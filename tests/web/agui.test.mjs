// The event stream, read by AG-UI's own client.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { HttpAgent } from "@ag-ui/client";
import { start } from "./server.mjs";

let server;
before(async () => (server = await start()));
after(async () => assert.equal(await server.stop(), 0, "the server ends well when it is asked to"));

const headers = (person) => ({ "Sentia-Person": person, "Content-Type": "application/json" });

function agent(person = "cfo") {
  return new HttpAgent({ url: `${server.url}/v1/runs`, headers: { "Sentia-Person": person } });
}

async function ask(client, question) {
  client.addMessage({ id: crypto.randomUUID(), role: "user", content: question });
  const events = [];
  await client.runAgent({}, { onEvent: ({ event }) => void events.push(event) });
  return events;
}

test("a turn is a run of AG-UI, and the next one follows on it", async () => {
  const client = agent();
  const events = await ask(client, "OEE by line last week");
  const types = events.map((event) => event.type);
  assert.equal(types[0], "RUN_STARTED");
  assert.equal(types.at(-1), "RUN_FINISHED");
  for (const type of ["TOOL_CALL_START", "TOOL_CALL_RESULT", "TEXT_MESSAGE_CONTENT", "STATE_SNAPSHOT", "ACTIVITY_SNAPSHOT"]) {
    assert.ok(types.includes(type), `${type} in ${types}`);
  }
  const said = events.filter((event) => event.type === "TEXT_MESSAGE_CONTENT").map((event) => event.delta).join("");
  const answer = events.find((event) => event.type === "ACTIVITY_SNAPSHOT").content;
  const prose = answer.blocks[0].spans.map((span) => span.text).join("");
  assert.equal(said, prose, "what was streamed is what the answer says");
  assert.ok(answer.blocks[0].spans.some((span) => span.figure && answer.figures[span.figure]));
  assert.equal(client.state.conversation, answer.conversation);

  const next = await ask(client, "only Line 2");
  const followed = next.find((event) => event.type === "ACTIVITY_SNAPSHOT").content;
  assert.equal(followed.conversation, answer.conversation);
  assert.match(followed.computed[0].notes.map((note) => note.text).join(), /Line 2/);
});

async function stream(path, options) {
  const response = await fetch(`${server.url}${path}`, options);
  assert.equal(response.status, 200, await response.clone().text());
  const text = await response.text();
  return text
    .split("\n\n")
    .filter((part) => part.includes("data:"))
    .map((part) => ({ id: Number(/^id: ?(\d+)/m.exec(part)[1]), event: JSON.parse(/^data: ?(.*)$/m.exec(part)[1]) }));
}

const input = (runId, question, threadId = "new") =>
  JSON.stringify({ threadId, runId, messages: [{ id: "1", role: "user", content: question }], tools: [], context: [] });

test("a connection that was cut goes on where it was, and the question is asked once", async () => {
  const body = input("cut", "revenue in August");
  const cut = await fetch(`${server.url}/v1/runs`, { method: "POST", headers: headers("cfo"), body });
  const reader = cut.body.getReader();
  await reader.read();
  await reader.cancel();

  const whole = await stream("/v1/runs", { method: "POST", headers: headers("cfo"), body });
  assert.deepEqual(whole.map((one) => one.id), whole.map((_, at) => at + 1));
  assert.equal(whole.at(-1).event.type, "RUN_FINISHED");
  const rest = await stream("/v1/runs/cut/events", { headers: { ...headers("cfo"), "Last-Event-ID": "3" } });
  assert.deepEqual(rest, whole.slice(3));

  const answer = whole.find((one) => one.event.type === "ACTIVITY_SNAPSHOT").event.content;
  const kept = await (await fetch(`${server.url}/v1/conversations/${answer.conversation}`, { headers: headers("cfo") })).json();
  assert.equal(kept.turns, 1);
  const stranger = await fetch(`${server.url}/v1/runs/cut/events`, { headers: headers("leeds") });
  assert.equal(stranger.status, 404, "a run is its person's");
});

test("conversations are one person's", async () => {
  const client = agent("leeds");
  await ask(client, "scrap rate last month");
  const id = client.state.conversation;
  const of = (person, path = "", options = {}) =>
    fetch(`${server.url}/v1/conversations/${id}${path}`, { ...options, headers: headers(person) });
  assert.equal((await of("cfo")).status, 404);
  assert.equal((await of("cfo", "", { method: "DELETE" })).status, 404);
  assert.equal((await of("cfo", "", { method: "PATCH", body: '{"title":"mine"}' })).status, 404);
  const renamed = await of("leeds", "", { method: "PATCH", body: '{"title":"Board pack"}' });
  assert.equal((await renamed.json()).title, "Board pack");
  const evidence = await (await fetch(`${server.url}/v1/turns/${id}-1/evidence`, { headers: headers("leeds") })).json();
  assert.match(JSON.stringify(evidence[0].computed.scope), /Leeds/);
  assert.equal((await fetch(`${server.url}/v1/turns/${id}-1/evidence`, { headers: headers("cfo") })).status, 404);
  assert.equal((await of("leeds", "", { method: "DELETE" })).status, 204);
  assert.equal((await of("leeds")).status, 404);
});

test("faults are problems, in words", async () => {
  const post = (body, more = {}) => fetch(`${server.url}/v1/runs`, { method: "POST", headers: { ...headers("cfo"), ...more }, body });
  const cases = [
    [await post("{"), 400],
    [await post("[]"), 422],
    [await post(input("empty", "  ")), 422],
    [await post(input("", "OEE")), 422],
    [await post(input("far", "OEE", "c999")), 404],
    [await post(input("nobody", "OEE"), { "Sentia-Person": "nobody" }), 403],
    [await fetch(`${server.url}/v1/conversations?limit=0`), 422],
    [await fetch(`${server.url}/v1/conversations?limit=x`), 422],
    [await fetch(`${server.url}/v1/nothing`), 404],
    [await fetch(`${server.url}/v1/people`, { method: "PUT" }), 405],
    [await fetch(`${server.url}/v1/runs/x/events`, { headers: { "Last-Event-ID": "x" } }), 404],
    [await fetch(`${server.url}/v1/people`, { headers: { Origin: "https://evil.example" } }), 403],
  ];
  for (const [response, status] of cases) {
    assert.equal(response.status, status, response.url);
    assert.equal(response.headers.get("content-type"), "application/problem+json");
    assert.ok((await response.json()).detail.length > 10);
    assert.match(response.headers.get("content-security-policy"), /frame-ancestors 'none'/);
  }
});

test("while a model thinks, a run can be stopped, and its conversation takes no other question", async (context) => {
  // A model that refuses the first request, so that the conversation is begun without it, and answers no other.
  let refused = false;
  const model = createServer((_, response) => {
    if (refused) return;
    refused = true;
    const error = { type: "invalid_request_error", message: "not this one" };
    response.writeHead(400, { "Content-Type": "application/json" }).end(JSON.stringify({ type: "error", error }));
  });
  context.after(() => (model.closeAllConnections(), model.close()));
  await new Promise((listening) => model.listen(0, "127.0.0.1", listening));
  const slow = await start({ model: `http://127.0.0.1:${model.address().port}` });
  context.after(async () => assert.equal(await slow.stop(), 0));
  const at = (path, options = {}) => fetch(`${slow.url}${path}`, { headers: headers("cfo"), ...options });
  const post = (body) => at("/v1/runs", { method: "POST", body });
  const begun = await (await post(input("begin", "what will the weather be"))).text();
  const conversation = /"conversation":"(c\d+)"/.exec(begun)[1];

  const asked = await post(input("slow", "OEE by line last week", conversation));
  const other = await post(input("other", "scrap rate", conversation));
  assert.equal(other.status, 409, await other.text());
  assert.equal((await at("/v1/runs/slow", { method: "DELETE", headers: headers("leeds") })).status, 404);
  assert.equal((await at("/v1/runs/slow", { method: "DELETE" })).status, 204);
  const events = await asked.text();
  assert.match(events, /"type":"RUN_FINISHED".*"outcome":\{"type":"cancelled"\}/);
  assert.equal((await (await at(`/v1/conversations/${conversation}`)).json()).turns, 1, "what was stopped is not kept");
  assert.equal((await at("/v1/runs/none", { method: "DELETE" })).status, 404);
});

test("the API describes itself", async () => {
  const api = await (await fetch(`${server.url}/v1/openapi.json`)).json();
  assert.match(api.openapi, /^3\.1/);
  assert.ok(api.paths["/v1/runs"].post.requestBody);
  assert.ok(api.components.schemas.ShownTurn);
});
