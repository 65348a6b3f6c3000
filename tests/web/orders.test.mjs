// Reports, schedules and alerts: ordered in words, made as whoever ordered them with what they may see by then, sent once.

import assert from "node:assert/strict";
import { createHmac, createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { accessible, launch } from "./browser.mjs";
import { start } from "./server.mjs";

let run = 0;
/** Asks in a conversation, and returns the turn. */
async function ask(server, question, conversation = "", headers = {}) {
  run += 1;
  const input = { threadId: conversation || `t${run}`, runId: `r${run}`, messages: [{ role: "user", content: question }] };
  const reply = await fetch(`${server.url}/v1/runs`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(input),
  });
  assert.equal(reply.status, 200, await reply.clone().text());
  const events = (await reply.text()).split("\n\n").map((event) => /^data:\s?(.*)$/m.exec(event)?.[1]).filter(Boolean).map((data) => JSON.parse(data));
  const failed = events.find((event) => event.type === "RUN_ERROR");
  assert.ok(!failed, JSON.stringify(failed));
  const id = events.find((event) => event.type === "STATE_SNAPSHOT")?.snapshot.conversation;
  const found = await get(server, `/v1/conversations/${id}`, headers);
  return found.answers.at(-1);
}

async function get(server, path, headers = {}, status = 200) {
  const reply = await fetch(`${server.url}${path}`, { headers });
  assert.equal(reply.status, status, `${path}: ${await reply.clone().text()}`);
  return reply.headers.get("content-type")?.includes("json") ? reply.json() : Buffer.from(await reply.arrayBuffer());
}

/** Until something holds, for twenty seconds. */
async function until(holds, what) {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const found = await holds();
    if (found) return found;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`${what} never came`);
}

const as = (person) => ({ "Sentia-Person": person });

/** Lets every schedule be due now, as time would; only while no server works on the file. */
function makeDue(home) {
  const program = "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.execute('UPDATE job SET due_at = 1 WHERE due_at IS NOT NULL'); d.commit()";
  const done = spawnSync("python3", ["-c", program, join(home, "jobs.db")]);
  assert.equal(done.status, 0, String(done.stderr));
}

test("a report is ordered in words, made, kept, and the same whenever it is written", async () => {
  const server = await start();
  const turn = await ask(server, "make the quality report for Leeds last month as PDF", "", as("cfo"));
  assert.equal(turn.outcome, "ordered");
  const order = await until(async () => {
    const found = await get(server, `/v1/orders/${turn.id}`, as("cfo"));
    return found.state === "done" && found;
  }, "the report");
  assert.equal(order.file, "pdf");
  const report = await get(server, `/v1/reports/${order.latest}`, as("cfo"));
  assert.match(report.title, /Quality report, Leeds, last month/);
  assert.ok(report.sections.length >= 3);
  assert.ok(report.sections.every((section) => section.turns.every((one) => one.outcome === "answered")), "all of it is answered");
  for (const ending of ["pdf", "xlsx", "docx", "pptx", "html", "csv", "md"]) {
    const path = `/v1/reports/${order.latest}/files/${ending}`;
    const hash = async () => createHash("sha256").update(await get(server, path, as("cfo"))).digest("hex");
    assert.equal(await hash(), await hash(), ending);
  }
  assert.equal((await get(server, "/v1/reports?words=quality+leeds", as("cfo"))).length, 1);
  assert.equal((await get(server, "/v1/reports?words=quality+derby", as("cfo"))).length, 0);
  assert.deepEqual(await get(server, `/v1/reports/${order.latest}/changes/${order.latest}`, as("cfo")), []);
  await get(server, `/v1/reports/${order.latest}`, as("leeds"), 404);
  await get(server, `/v1/orders/${turn.id}`, as("leeds"), 404);
  assert.equal(await server.stop(), 0);
});

test("a report is opened to others by a link, for a while, and to those alone who may see as much", async () => {
  const server = await start();
  const turn = await ask(server, "make the quality report for Leeds last month", "", as("cfo"));
  const { latest } = await until(async () => {
    const found = await get(server, `/v1/orders/${turn.id}`, as("cfo"));
    return found.state === "done" && found;
  }, "the report");
  const put = (person, body = "{}") =>
    fetch(`${server.url}/v1/reports/${latest}/link`, {
      method: "PUT",
      headers: { "content-type": "application/json", ...as(person) },
      body,
    });
  assert.equal((await put("leeds")).status, 404, "only its owner opens it");
  assert.equal((await put("cfo", '{"days": 0}')).status, 422);
  const { address, until: ends } = await (await put("cfo")).json();
  assert.ok(Math.abs(Date.parse(ends) - Date.now() - 30 * 86_400_000) < 60_000, ends);
  const path = `/v1/linked-reports/${address.slice("/r/".length)}`;
  const opened = await get(server, path, as("cfo"));
  assert.equal(opened.report.id, latest);
  assert.match(opened.report.title, /Quality report, Leeds/);
  const own = await get(server, `/v1/reports/${latest}/files/md`, as("cfo"));
  assert.deepEqual(await get(server, `${path}/files/md`, as("cfo")), own);
  // A plant manager sees less than the finance director.
  await get(server, path, as("leeds"), 403);
  await get(server, `${path}/files/md`, as("leeds"), 403);
  await get(server, "/v1/linked-reports/none", as("cfo"), 404);
  const over = (statement) => {
    const program = "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.execute(sys.argv[2]); d.commit()";
    assert.equal(spawnSync("python3", ["-c", program, join(server.home, "jobs.db"), statement]).status, 0);
  };
  over("UPDATE link SET ends_at = 1");
  assert.match((await get(server, path, as("cfo"), 410)).detail, /ended on 1 January 1970; ask .* for a new one/);
  const fresh = (await (await put("cfo", '{"days": 2}')).json()).address;
  assert.notEqual(fresh, address, "what has ended does not live again");
  const closed = await fetch(`${server.url}/v1/reports/${latest}/link`, { method: "DELETE", headers: as("cfo") });
  assert.equal(closed.status, 204);
  await get(server, `/v1/linked-reports/${fresh.slice("/r/".length)}`, as("cfo"), 404);
  assert.equal(await server.stop(), 0);
});

test("what recurs is confirmed, due where the person lives, silent when nothing changed, and stopped", async () => {
  let server = await start();
  const asked = await ask(server, "send me OEE by line last week every Monday at 7", "", as("leeds"));
  assert.equal(asked.outcome, "clarify");
  assert.match(asked.question_back.question, /every Monday at 07:00 \(Europe\/London\)/);
  assert.equal((await get(server, "/v1/orders", as("leeds"))).length, 0, "nothing before it is confirmed");
  const turn = await ask(server, asked.question_back.options[0].question, asked.conversation, as("leeds"));
  assert.equal(turn.outcome, "ordered");
  const [order] = await get(server, "/v1/orders", as("leeds"));
  const due = new Date(order.due).toLocaleString("en-GB", { timeZone: "Europe/London", weekday: "long", hour: "2-digit", minute: "2-digit" });
  assert.match(due, /Monday.*07:00/);
  for (const [time, made] of [["first", 1], ["second", 1]]) {
    assert.equal(await server.stop({ leave: true }), 0);
    makeDue(server.home);
    server = await start({ home: server.home });
    await until(async () => new Date((await get(server, `/v1/orders/${turn.id}`, as("leeds"))).due) > Date.now(), `the ${time} time`);
    assert.equal((await get(server, "/v1/reports", as("leeds"))).length, made, time);
  }
  const stopped = await fetch(`${server.url}/v1/orders/${turn.id}`, { method: "DELETE", headers: as("leeds") });
  assert.equal(stopped.status, 204);
  assert.equal((await get(server, `/v1/orders/${turn.id}`, as("leeds"))).state, "stopped");
  assert.equal(await server.stop(), 0);
});

test("an alert tells of what has come to hold, once", async () => {
  let server = await start();
  const asked = await ask(server, "tell me when OEE falls below 99% for two days", "", as("cfo"));
  assert.equal(asked.outcome, "clarify", JSON.stringify(asked.blocks));
  const turn = await ask(server, "1", asked.conversation, as("cfo"));
  assert.equal(turn.outcome, "ordered");
  const [report] = await until(async () => {
    const found = await get(server, "/v1/reports", as("cfo"));
    return found.length > 0 && found;
  }, "the alert");
  assert.match(report.title, /^Alert: OEE/);
  const whole = await get(server, `/v1/reports/${report.id}`, as("cfo"));
  assert.match(whole.notes[0], /has come to hold/);
  assert.equal(await server.stop({ leave: true }), 0);
  makeDue(server.home);
  server = await start({ home: server.home });
  await until(async () => new Date((await get(server, `/v1/orders/${turn.id}`, as("cfo"))).due) > Date.now(), "the second look");
  assert.equal((await get(server, "/v1/reports", as("cfo"))).length, 1, "it still holds, and is not told again");
  assert.equal(await server.stop(), 0);
});

test("who lost a permission gets the report without those figures, and is told", async () => {
  const ann = (areas) => `[[people]]\nid = "ann"\nname = "Ann"\nareas = ${JSON.stringify(areas)}\n`;
  let server = await start({ config: ann(["production", "quality", "sales", "cost", "finance"]) });
  const asked = await ask(server, "send me the executive report every Monday at 7");
  const turn = await ask(server, "1", asked.conversation);
  assert.equal(turn.outcome, "ordered", JSON.stringify(asked));
  assert.equal(await server.stop({ leave: true }), 0);
  writeFileSync(join(server.home, "sentia.toml"), ann(["production", "quality"]));
  makeDue(server.home);
  server = await start({ home: server.home, config: ann(["production", "quality"]) });
  const [line] = await until(async () => {
    const found = await get(server, "/v1/reports");
    return found.length > 0 && found;
  }, "the report");
  const report = await get(server, `/v1/reports/${line.id}`);
  assert.match(report.notes.join(" "), /may see less than when you ordered this/);
  const turns = report.sections.flatMap((section) => section.turns);
  assert.equal(turns.find((one) => /revenue/i.test(one.question)).outcome, "refused");
  assert.equal(turns.find((one) => /OEE/.test(one.question)).outcome, "answered");
  const text = String(await get(server, `/v1/reports/${line.id}/files/md`));
  assert.doesNotMatch(text, /£\s?\d/);
  assert.equal(await server.stop(), 0);
});

const SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
const PASSWORD = "nine lives of a cat";

/** A Slack that takes messages and files, and what it was sent. */
async function slack() {
  const calls = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      const method = request.url.split("/").pop().split("?")[0];
      const form = request.headers["content-type"]?.includes("json") ? JSON.parse(body || "{}") : Object.fromEntries(new URLSearchParams(body));
      calls.push({ method, body: form });
      const replies = {
        "auth.test": { user_id: "U_BOT", bot_id: "B1", team_id: "T1" },
        "users.info": { user: { id: form.user, is_bot: false } },
        "conversations.open": { channel: { id: `D_${form.users}` } },
        "conversations.history": { messages: posted(calls), has_more: false },
        "conversations.replies": { messages: posted(calls), has_more: false },
        "files.getUploadURLExternal": { upload_url: `http://127.0.0.1:${server.address().port}/upload`, file_id: `F${calls.length}` },
        "files.completeUploadExternal": { files: [{ id: "F1" }] },
      };
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ ok: true, channel: form.channel ?? "D_U_LEEDS", ts: `${calls.length}.000100`, ...replies[method] }));
    });
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return { calls, url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** Messages as Slack would give them back, so that what may have been sent can be looked up. */
function posted(calls) {
  return calls
    .map((call, at) => ({ call, ts: `${at + 1}.000100` }))
    .filter(({ call }) => call.method === "chat.postMessage")
    .map(({ call, ts }) => ({ ...call.body, ts, type: "message", bot_id: "B1", user: "U_BOT" }));
}

test("what was ordered in a chat is sent there once, though the server is killed again and again", async () => {
  const there = await slack();
  const settings = {
    signIn: `passwords = true\n[bots.slack]\nbase_url = "${there.url}"`,
    env: { SENTIA_SLACK_SIGNING_SECRET: SECRET, SENTIA_SLACK_TOKEN: "xoxb-test" },
  };
  let server = await start(settings);
  const done = spawnSync(server.command, ["accounts", "password", "leeds", "--home", server.home], { input: `${PASSWORD}\n`, cwd: server.home });
  assert.equal(done.status, 0, String(done.stderr));
  let number = 0;
  const say = async (text) => {
    number += 1;
    const event = { type: "message", channel_type: "im", user: "U_LEEDS", text, channel: "D_U_LEEDS", ts: `${1_790_000_000 + number}.000200` };
    const body = JSON.stringify({ type: "event_callback", team_id: "T1", event_id: `Ev${number}`, event, authorizations: [{ is_bot: true, user_id: "U_BOT" }] });
    const time = String(Math.floor(Date.now() / 1000));
    const signature = `v0=${createHmac("sha256", SECRET).update(`v0:${time}:${body}`).digest("hex")}`;
    const headers = { "content-type": "application/json", "x-slack-request-timestamp": time, "x-slack-signature": signature };
    assert.equal((await fetch(`${server.url}/bots/slack/events`, { method: "POST", headers, body })).status, 200);
  };
  const messages = () => there.calls.filter((call) => call.method === "chat.postMessage");
  const heard = (pattern, from = 0) =>
    until(() => messages().slice(from).find((call) => pattern.test(JSON.stringify(call.body))), String(pattern));

  await say("hello");
  const stranger = JSON.stringify((await heard(/link#/)).body);
  const reply = await fetch(`${server.url}/v1/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ person: "leeds", password: PASSWORD }),
  });
  const session = { cookie: reply.headers.getSetCookie()[0].split(";")[0], origin: server.url };
  const token = /link#([\w-]+)/.exec(stranger)[1];
  assert.equal((await fetch(`${server.url}/v1/links/${token}`, { method: "POST", headers: session })).status, 200);

  // A report with a file, when it is asked for.
  await say("make the quality report last month as Excel");
  await heard(/I am preparing/);
  await heard(/Quality report, last month/);
  await until(() => there.calls.find((call) => call.method === "files.getUploadURLExternal" && /\.xlsx$/.test(call.body.filename)), "the file");

  // A schedule, due at each start. The figures do not change, so what was sent last is forgotten in between.
  await say("send me OEE by line last week every Monday at 7");
  await heard(/Shall I/);
  await say("1");
  await heard(/You will get/);
  const forget = () => {
    const program =
      "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.execute(\"UPDATE job SET due_at = 1, state_json = 'null' WHERE due_at IS NOT NULL\"); d.commit()";
    assert.equal(spawnSync("python3", ["-c", program, join(server.home, "jobs.db")]).status, 0);
  };
  let seed = 7;
  for (let kill = 0; kill < 12; kill += 1) {
    await server.kill();
    forget();
    server = await start({ ...settings, home: server.home });
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    await new Promise((waited) => setTimeout(waited, seed % 600));
  }
  await server.kill();
  server = await start({ ...settings, home: server.home });
  const read = () => {
    const program =
      "import json, sqlite3, sys; d = sqlite3.connect(sys.argv[1]); print(json.dumps(d.execute('SELECT id, hand_over_at FROM issue').fetchall()))";
    return JSON.parse(spawnSync("python3", ["-c", program, join(server.home, "jobs.db")], { encoding: "utf8" }).stdout);
  };
  const isQuiet = () => read().every(([, open]) => open === null);
  await until(isQuiet, "quiet");
  const scheduled = read().map(([id]) => id).filter((id) => !id.startsWith("c1-1."));
  const links = () => {
    const program =
      "import json, sqlite3, sys; d = sqlite3.connect(sys.argv[1]); print(json.dumps(dict(d.execute('SELECT issue, id FROM link').fetchall())))";
    return JSON.parse(spawnSync("python3", ["-c", program, join(server.home, "jobs.db")], { encoding: "utf8" }).stdout);
  };
  const openings = (id) => messages().filter((call) => JSON.stringify(call.body).includes(`/r/${links()[id]}"`)).length;
  await until(() => scheduled.every((id) => openings(id) > 0), "every issue");
  await new Promise((waited) => setTimeout(waited, 1_000));
  const doubled = scheduled.filter((id) => openings(id) !== 1);
  assert.deepEqual(doubled, [], `${scheduled.length} issues`);
  assert.ok(scheduled.length >= 3, `too few to be hit: ${scheduled.length}`);
  assert.equal(await server.stop(), 0);
  there.close();
});

test("a report is followed in the page, opened, and stopped by its link", { skip: !process.env.SENTIA_TEST_CHROMIUM && "there is no Chromium" }, async () => {
  const server = await start();
  const browser = await launch();
  const page = await (await browser.newContext()).newPage();
  await page.goto(server.url);
  await page.getByRole("textbox", { name: /question/i }).fill("make the executive report last month as PDF");
  await page.keyboard.press("Enter");
  await page.getByText("It is ready.").waitFor();
  await accessible(page, "an order");
  const download = page.waitForEvent("download");
  await page.getByRole("group", { name: "Download this report" }).getByRole("button", { name: "PDF" }).click();
  assert.equal(readFileSync(await (await download).path()).subarray(0, 5).toString(), "%PDF-");
  await page.getByRole("link", { name: "Open the report" }).click();
  await page.getByRole("heading", { level: 1, name: /Executive report/ }).waitFor();
  await page.getByRole("heading", { name: "Sales and result" }).waitFor();
  await accessible(page, "a report");
  await page.getByRole("group", { name: "This report" }).getByRole("button", { name: "Share", exact: true }).click();
  const shared = await page.getByText(/whoever may see as much as you can read it at/).innerText();
  await page.goto(shared.split(" ").at(-1));
  await page.getByText(/this link opens until/).waitFor();
  await page.getByRole("heading", { level: 1, name: /Executive report/ }).waitFor();
  await accessible(page, "a report behind a link");
  await page.goto(server.url);
  await page.getByRole("textbox", { name: /question/i }).fill("send me scrap rate by line last week every Friday at 4pm");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Yes, every Friday at 16:00" }).click();
  await page.getByText(/^Next on/).waitFor();
  await page.getByRole("button", { name: "Reports and schedules" }).click();
  await page.getByRole("dialog").getByText(/every Friday at 16:00/).first().waitFor();
  await accessible(page, "reports and schedules");
  await page.getByRole("dialog").getByRole("button", { name: /^Stop/ }).click();
  await page.getByText("Nothing. Ask for it in words", { exact: false }).waitFor();
  await browser.close();
  assert.equal(await server.stop(), 0);
});
