// What 10,000 held event streams take: node tests/web/streams.mjs [COUNT]
//
// A question whose model never replies keeps its run open; COUNT connections listen to it. Then it is stopped, and all of
// them must hear so. Beyond the server's cap a connection must be told to come again. The numbers want a machine of
// their own, and as many open files for this process as there are connections (ulimit -n).

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { connect } from "node:net";
import { start } from "./server.mjs";

// The server's own: LISTENERS in channels/src/serve/runs.
const CAP = 10_000;
const BAR = 50; // KB for one connection
const AT_ONCE = 200;

const count = Number(process.argv[2] ?? CAP);
const model = createServer(() => {});
await new Promise((listening) => model.listen(0, "127.0.0.1", listening));
// All of them are one person's.
const config = "[server]\nrequests_per_minute = 1000000\n";
const server = await start({ model: `http://127.0.0.1:${model.address().port}`, config });
const { hostname, port } = new URL(server.url);
const headers = { "Sentia-Person": "cfo", "Content-Type": "application/json" };

const resident = () => Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))[1]);

/** A listener to the run over a bare socket, so that this process can hold many. Resolves with what began its reply. */
function listen() {
  const socket = connect(Number(port), hostname);
  const one = { socket, text: "", heard: 0 };
  one.began = new Promise((began, failed) => {
    socket.on("error", failed);
    socket.setEncoding("latin1").on("data", (text) => {
      one.text = (one.text + text).slice(-4_000);
      if (one.text.includes("\r\n\r\n") || one.answered) {
        one.answered = true;
        began(one);
      }
      if (text.includes("RUN_FINISHED")) {
        one.heard = performance.now();
        one.finished?.();
      }
    });
  });
  one.ended = new Promise((finished) => (one.finished = finished));
  socket.write(`GET /v1/runs/held/events HTTP/1.1\r\nHost: ${hostname}:${port}\r\nSentia-Person: cfo\r\n\r\n`);
  return one.began;
}

async function open(many) {
  const all = [];
  while (all.length < many) {
    const some = Array.from({ length: Math.min(AT_ONCE, many - all.length) }, listen);
    all.push(...(await Promise.all(some)));
  }
  return all;
}

const at = (list, share) => list[Math.min(list.length - 1, Math.floor(list.length * share))];
const took = (began) => `${((performance.now() - began) / 1000).toFixed(1)} s`;

try {
  const messages = [{ id: "1", role: "user", content: "OEE by line last week" }];
  const body = JSON.stringify({ threadId: "held", runId: "held", messages, tools: [], context: [] });
  const asked = await fetch(`${server.url}/v1/runs`, { method: "POST", headers, body });
  assert.equal(asked.status, 200);
  // Whoever asked listens too.
  await open(Math.min(count, 100)).then((first) => first.forEach((one) => one.socket.destroy()));
  await new Promise((settled) => setTimeout(settled, 500));

  const before = resident();
  let began = performance.now();
  const listeners = await open(count - 1);
  const opened = took(began);
  const refused = listeners.filter((one) => !one.text.startsWith("HTTP/1.1 200"));
  assert.equal(refused.length, 0, refused[0]?.text);
  await new Promise((settled) => setTimeout(settled, 1_000));
  const each = (resident() - before) / listeners.length;

  if (count >= CAP) {
    const [more] = await open(1);
    assert.match(more.text, /^HTTP\/1\.1 503 /, "beyond the cap");
    assert.match(more.text, /\r\nretry-after: \d+\r\n/i);
    assert.match(more.text, /application\/problem\+json/);
    more.socket.destroy();
  }
  began = performance.now();
  const health = await fetch(`${server.url}/v1/health`);
  assert.equal(health.status, 200);
  const alive = performance.now() - began;

  began = performance.now();
  assert.equal((await fetch(`${server.url}/v1/runs/held`, { method: "DELETE", headers })).status, 204);
  await Promise.race([
    Promise.all(listeners.map((one) => one.ended)),
    new Promise((late) => setTimeout(late, 30_000)),
  ]);
  const heard = listeners.filter((one) => one.heard).map((one) => one.heard - began).sort((a, b) => a - b);
  for (const one of listeners) one.socket.destroy();

  console.log(`${count} connections to one run, opened in ${opened}`);
  console.log(`memory of each: ${each.toFixed(1)} KB (bar ${BAR}), of the server ${(before / 1024).toFixed(0)} MB before`);
  console.log(`beyond the cap of ${CAP}: ${count >= CAP ? "503 with Retry-After" : "not tried"}`);
  console.log(`another request beside them: ${alive.toFixed(1)} ms`);
  console.log(`the end was heard by ${heard.length} of ${listeners.length}; P50 ${at(heard, 0.5)?.toFixed(0)} ms, P99 ${at(heard, 0.99)?.toFixed(0)} ms`);
  assert.equal(heard.length, listeners.length, "everybody hears the end");
  assert.ok(each <= BAR, `${each.toFixed(1)} KB for a connection`);
} finally {
  model.closeAllConnections();
  model.close();
  await server.stop();
}
