// Installing the bot in workspaces of Slack, against the whole server. How a code is exchanged is held to Slack's own library
// in channels/bots.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { start } from "./server.mjs";

const SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
const PASSWORD = "nine lives of a cat";

let slack, server, cfo, leeds;
const calls = [];

before(async () => {
  slack = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      const method = request.url.split("/").pop();
      const form = body.startsWith("{") ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
      calls.push({ method, body: form, token: request.headers.authorization });
      const given = { access_token: `xoxb-of-${form.code}`, token_type: "bot", team: { id: form.code, name: `Acme ${form.code} <b>` } };
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ ok: form.code !== "expired", error: "invalid_code", ts: "1.1", channel: form.channel, ...(method === "oauth.v2.access" && given) }));
    });
  });
  await new Promise((listening) => slack.listen(0, "127.0.0.1", listening));
  await open({});
  for (const person of ["cfo", "leeds"]) {
    const done = spawnSync(server.command, ["accounts", "password", person, "--home", server.home], { input: `${PASSWORD}\n`, cwd: server.home });
    assert.equal(done.status, 0, String(done.stderr));
  }
  [cfo, leeds] = [await session("cfo"), await session("leeds")];
});
after(async () => {
  assert.equal(await server.stop(), 0);
  slack.close();
});

async function open(more) {
  const address = `http://127.0.0.1:${slack.address().port}`;
  const section = `[bots.slack]\nclient = "12.34"\ninstallers = ["cfo"]\nworkspaces = ["T1", "T2"]\nbase_url = "${address}"\nauthorize_url = "${address}/authorize"`;
  const env = { SENTIA_SLACK_SIGNING_SECRET: SECRET, SENTIA_SLACK_CLIENT_SECRET: "hush" };
  server = await start({ signIn: `passwords = true\n${section}`, env, ...more });
}

async function session(person) {
  const reply = await fetch(`${server.url}/v1/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ person, password: PASSWORD }),
  });
  return { cookie: reply.headers.getSetCookie()[0].split(";")[0] };
}

const go = (path, headers) => fetch(`${server.url}/bots/slack/${path}`, { headers, redirect: "manual" });
async function begun(headers = cfo) {
  const reply = await go("install", headers);
  assert.equal(reply.status, 303);
  return new URL(reply.headers.get("location"));
}
async function isPage(reply, status, words) {
  const text = await reply.text();
  assert.equal(reply.status, status, text);
  assert.match(reply.headers.get("content-type"), /^text\/html/);
  assert.match(text, words);
}

function event(event, more = {}) {
  const body = JSON.stringify({ type: "event_callback", team_id: "T1", event_id: `Ev${calls.length}${event.type}`, event, ...more });
  const time = String(Math.floor(Date.now() / 1000));
  const signature = `v0=${createHmac("sha256", SECRET).update(`v0:${time}:${body}`).digest("hex")}`;
  const headers = { "content-type": "application/json", "x-slack-request-timestamp": time, "x-slack-signature": signature };
  return fetch(`${server.url}/bots/slack/events`, { method: "POST", headers, body });
}
const hello = () => event({ type: "message", channel_type: "im", channel: "D1", user: "U1", ts: "1790000000.000100", text: "OEE" });
async function posted(from) {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const found = calls.slice(from).find((call) => call.method === "chat.postMessage");
    if (found) return found;
    await new Promise((done) => setTimeout(done, 50));
  }
  return undefined;
}

test("only who may, and is signed in, is sent to Slack", async () => {
  await isPage(await go("install"), 401, /not signed in/);
  await isPage(await go("install", leeds), 403, /may not install/);
  const address = await begun();
  assert.equal(address.searchParams.get("client_id"), "12.34");
  assert.equal(address.searchParams.get("redirect_uri"), `${server.url}/bots/slack/oauth`);
  assert.match(address.searchParams.get("scope"), /chat:write/);
  assert.ok(address.searchParams.get("state").length > 40);
});

test("who comes back another way is told why it was not installed", async () => {
  await isPage(await go("oauth?code=T1&state=guessed", cfo), 400, /not begun here/);
  await isPage(await go("oauth?code=T1", cfo), 400, /not begun here/);
  const state = async () => (await begun()).searchParams.get("state");
  await isPage(await go(`oauth?code=T1&state=${await state()}`), 401, /not signed in/);
  await isPage(await go(`oauth?code=T1&state=${await state()}`, leeds), 403, /may not install/);
  const denied = await state();
  await isPage(await go(`oauth?error=access_denied&state=${denied}`, cfo), 403, /not allowed to install/);
  await isPage(await go(`oauth?code=T1&state=${denied}`, cfo), 400, /not begun here/);
  await isPage(await go(`oauth?code=expired&state=${await state()}`, cfo), 502, /gave no token/);
  const from = calls.length;
  await isPage(await go(`oauth?code=T9&state=${await state()}`, cfo), 403, /may not be installed in Acme T9 &lt;b&gt;/);
  assert.deepEqual(calls.slice(from).map((call) => call.method), ["oauth.v2.access", "auth.revoke"]);
  assert.equal(calls.at(-1).token, "Bearer xoxb-of-T9", "what is not wanted is given back");
});

test("a workspace that agreed is answered with its own token, until it takes the app away", async () => {
  const state = (await begun()).searchParams.get("state");
  await isPage(await go(`oauth?code=T1&state=${state}`, cfo), 200, /installed in Acme T1 &lt;b&gt;/);
  await isPage(await go(`oauth?code=T1&state=${state}`, cfo), 400, /used before/);
  const exchange = calls.findLast((call) => call.method === "oauth.v2.access" && call.body.code === "T1");
  assert.equal(exchange.token, `Basic ${Buffer.from("12.34:hush").toString("base64")}`);
  assert.equal(statSync(join(server.home, "slack-tokens.json")).mode & 0o777, 0o600);

  let from = calls.length;
  assert.equal((await hello()).status, 200);
  assert.equal((await posted(from)).token, "Bearer xoxb-of-T1");
  const { home } = server;
  assert.equal(await server.stop({ leave: true }), 0);
  await open({ home });
  from = calls.length;
  await hello();
  assert.equal((await posted(from)).token, "Bearer xoxb-of-T1", "kept");

  const now = Math.floor(Date.now() / 1000);
  assert.equal((await event({ type: "app_uninstalled" }, { event_time: now + 5 })).status, 200);
  from = calls.length;
  await hello();
  await new Promise((done) => setTimeout(done, 1000));
  assert.equal(await posted(from), undefined, "nothing is said where the app is gone");
});
