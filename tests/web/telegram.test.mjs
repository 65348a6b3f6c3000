// Telegram, as its users meet the whole server, asked for messages and brought them. What is sent to the Bot API is held to
// aiogram's types in channels/bots.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { SENTENCES, slowModel } from "./model.mjs";
import { start } from "./server.mjs";

const TOKEN = "4242:test-token";
const HUSH = "hush-hush";
const PASSWORD = "nine lives of a cat";
const ANNA = 7;
const GROUP = -1005;

let api, server, webhook;
const calls = [];
const updates = [];

/** The parts of a form, files by their names alone. */
function form(body, type) {
  const fields = {};
  for (const part of body.split(`--${/boundary=(.+)$/.exec(type)[1]}`)) {
    const [head, value] = part.split("\r\n\r\n");
    const name = /name="([^"]+)"/.exec(head ?? "")?.[1];
    if (name) fields[name] = /filename="([^"]+)"/.exec(head)?.[1] ?? value.replace(/\r\n$/, "");
  }
  return fields;
}

async function answer(method, fields) {
  if (method === "getUpdates") {
    for (let waited = 0; waited < 100; waited += 1) {
      const due = updates.filter((one) => one.update_id >= fields.offset);
      if (due.length > 0) return due;
      await new Promise((done) => setTimeout(done, 20));
    }
    return [];
  }
  calls.push({ method, fields });
  if (method === "setWebhook") webhook = fields;
  if (!/^(send|edit)/.test(method)) return true;
  const chat = Number(fields.chat_id);
  return { message_id: fields.message_id ?? 100 + calls.length, date: 1, chat: { id: chat, type: chat > 0 ? "private" : "supergroup" } };
}

before(async () => {
  api = createServer((request, response) => {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", async () => {
      const [, bot, method] = request.url.split("/");
      const type = request.headers["content-type"] ?? "";
      const body = Buffer.concat(parts).toString("latin1");
      const known = bot === `bot${TOKEN}`;
      const fields = type.includes("multipart") ? form(body, type) : JSON.parse(Buffer.from(body, "latin1").toString() || "{}");
      response.statusCode = known ? 200 : 401;
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(known ? { ok: true, result: await answer(method, fields) } : { ok: false, error_code: 401, description: "Unauthorized" }));
    });
  });
  await new Promise((listening) => api.listen(0, "127.0.0.1", listening));
  await open({});
  const done = spawnSync(server.command, ["accounts", "password", "leeds", "--home", server.home], { input: `${PASSWORD}\n`, cwd: server.home });
  assert.equal(done.status, 0, String(done.stderr));
});
after(async () => {
  assert.equal(await server.stop(), 0);
  api.closeAllConnections();
  api.close();
});

async function open({ brought = false, ...more }) {
  const section = `[bots.telegram]\nusername = "sentia_bot"\nwebhook = ${brought}\nbase_url = "http://127.0.0.1:${api.address().port}"`;
  const env = { SENTIA_TELEGRAM_TOKEN: TOKEN, SENTIA_TELEGRAM_WEBHOOK_SECRET: HUSH };
  server = await start({ signIn: `passwords = true\n${section}`, env, ...more });
}

async function again(more) {
  const { home } = server;
  assert.equal(await server.stop({ leave: true }), 0);
  await open({ home, ...more });
}

let number = 0;
function message(text, chat = { id: ANNA, type: "private" }) {
  number += 1;
  const at = text.indexOf("@sentia_bot");
  const entities = at < 0 ? [] : [{ type: "mention", offset: at, length: "@sentia_bot".length }];
  const from = { id: ANNA, is_bot: false, first_name: "Anna" };
  return { update_id: number, message: { message_id: number, date: 1_790_000_000 + number, chat, from, text, entities } };
}
function press(data) {
  number += 1;
  const chat = { id: ANNA, type: "private" };
  const from = { id: ANNA, is_bot: false, first_name: "Anna" };
  return { update_id: number, callback_query: { id: `q${number}`, chat_instance: "c", data, from, message: { message_id: 9, date: 1, chat } } };
}

/** The next request that passes, within forty seconds. */
async function heard(from, passes, what) {
  for (let attempt = 0; attempt < 800; attempt += 1) {
    const found = calls.slice(from).find((call) => /^(send|edit)/.test(call.method) && passes(call));
    if (found) return found;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`${what} was not said: ${JSON.stringify(calls.slice(from)).slice(0, 3000)}`);
}
async function say(update, passes, what) {
  const from = calls.length;
  updates.push(update);
  return heard(from, passes, what);
}
const says = (pattern) => (call) => pattern.test(call.fields.text ?? call.fields.caption ?? "");
/** Buttons stand below the last message of an answer, and come as text where a picture goes with them. */
const buttons = (call) => {
  const markup = call.fields.reply_markup;
  return (typeof markup === "string" ? JSON.parse(markup) : markup)?.inline_keyboard.flat() ?? [];
};
const withButton = (label) => (call) => buttons(call).some((button) => button.text === label);
const data = (call, label) => buttons(call).find((button) => button.text === label).callback_data;

async function session() {
  const reply = await fetch(`${server.url}/v1/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ person: "leeds", password: PASSWORD }),
  });
  return { cookie: reply.headers.getSetCookie()[0].split(";")[0], origin: server.url };
}

test("a stranger is told where to sign in, and asks as whoever they signed in as", async () => {
  const stranger = await say(message("OEE by plant last week"), () => true, "the way to sign in");
  assert.doesNotMatch(stranger.fields.text, /\d%/);
  const link = /\/link#([\w-]+)$/.exec(buttons(stranger)[0].url);
  assert.equal((await fetch(`${server.url}/v1/links/${link[1]}`, { method: "POST", headers: await session() })).status, 200);
  const told = await say(message("OEE by plant last week"), says(/Leeds/), "the answer");
  assert.equal(told.fields.parse_mode, "HTML");
  assert.doesNotMatch(told.fields.text, /Derby/);
  const said = spawnSync(server.command, ["ask", "OEE by plant last week", "--as", "leeds", "--home", server.home], { encoding: "utf8", cwd: server.home }).stdout;
  assert.ok(told.fields.text.includes(/\d+\.\d%/.exec(said)[0]), "the same figure as everywhere else");
  await say(message("and by shift?"), says(/shift/i), "the follow-up");
});

test("a button brings the answer as a file, another judges it", async () => {
  const answer = await say(message("scrap rate by line last month"), withButton("PDF"), "the answer");
  const file = await say(press(data(answer, "PDF")), (call) => call.method === "sendDocument", "the file");
  assert.match(file.fields.document, /\.pdf$/);
  assert.ok(calls.some((call) => call.method === "answerCallbackQuery"), "the button stops turning");
  await say(press(data(answer, "Right")), says(/^Thank you\.$/), "thanks");
  const judged = () => spawnSync(server.command, ["feedback", "--home", server.home], { encoding: "utf8", cwd: server.home }).stdout;
  assert.match(judged(), /leeds +good +"scrap rate by line last month"/);
  await say(press(data(answer, "Wrong?")), says(/Thank you\. Whoever/), "thanks");
  assert.match(judged(), /leeds +wrong +"scrap rate by line last month"/);
});

test("a button has an earlier answer sent every week, once that is confirmed", async () => {
  const answer = await say(message("availability by line last week"), withButton("Every Monday"), "the answer");
  await say(message("scrap rate yesterday"), says(/[Ss]crap/), "another answer");
  const back = await say(press(data(answer, "Every Monday")), says(/Shall I\?/), "the question back");
  assert.match(back.fields.text, /[Aa]vailability by line.*every Monday at 07:00/);
  await say(press(buttons(back)[0].callback_data), says(/You will get/), "the order");
  const orders = await (await fetch(`${server.url}/v1/orders`, { headers: await session() })).json();
  assert.match(JSON.stringify(orders), /Availability by line/i);
  const [{ id }] = orders;
  assert.equal((await fetch(`${server.url}/v1/orders/${id}`, { method: "DELETE", headers: await session() })).status, 204);
});

test("in a group only who calls it is answered, and in private", async () => {
  const group = { id: GROUP, type: "supergroup", title: "Plant" };
  const from = calls.length;
  updates.push(message("lunch?", group));
  const note = await say(message("@sentia_bot OEE last week", group), (call) => Number(call.fields.chat_id) === GROUP, "the note");
  assert.match(note.fields.text, /privately/);
  const told = await heard(from, says(/\d%/), "the private answer");
  assert.equal(Number(told.fields.chat_id), ANNA);
  assert.ok(calls.slice(from).every((call) => Number(call.fields.chat_id) !== GROUP || !/\d%/.test(call.fields.text ?? "")));
});

test("what was ordered comes unasked, also where the server was away when it was due", async () => {
  const back = await say(message("send me OEE by line last week every Monday at 7"), (call) => buttons(call).length > 0, "the question back");
  await say(press(buttons(back)[0].callback_data), says(/You will get/), "the order");
  const { home } = server;
  assert.equal(await server.stop({ leave: true }), 0);
  const due = "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.execute('UPDATE job SET due_at = 1 WHERE due_at IS NOT NULL'); d.commit()";
  assert.equal(spawnSync("python3", ["-c", due, `${home}/jobs.db`]).status, 0);
  const from = calls.length;
  await open({ home });
  const sent = await heard(from, withButton("Stop sending this"), "what was ordered");
  assert.equal(Number(sent.fields.chat_id), ANNA);
  await heard(from, (call) => call.method === "sendDocument", "its file");
});

test("a model's answer is shown in a message that grows", async () => {
  const model = await slowModel(SENTENCES);
  await again({ model: model.url });
  const from = calls.length;
  await say(message("OEE by line last week"), says(/\d%/), "the answer");
  const grown = calls.slice(from).filter((call) => /Text$|^sendMessage$/.test(call.method) && !/<i>/.test(call.fields.text)).map((call) => call.fields.text);
  const partial = grown.filter((text) => text.startsWith("OEE was computed") && !/\d%/.test(text));
  assert.ok(partial.length > 0, JSON.stringify(calls.slice(from)).slice(0, 3000));
  assert.equal(calls.slice(from).filter((call) => call.method === "sendMessage" && /OEE was computed/.test(call.fields.text)).length <= 1, true, "one message");
  model.close();
});

test("brought by a webhook, messages are answered too, and only Telegram's", async () => {
  await again({ brought: true });
  assert.equal(webhook.secret_token, HUSH);
  const bring = (update, secret) =>
    fetch(webhook.url, { method: "POST", headers: { "content-type": "application/json", ...(secret && { "x-telegram-bot-api-secret-token": secret }) }, body: JSON.stringify(update) });
  const asked = message("availability last week");
  for (const secret of [undefined, "", "hush", `${HUSH}x`]) assert.equal((await bring(asked, secret)).status, 401);
  const from = calls.length;
  for (let time = 0; time < 3; time += 1) assert.equal((await bring(asked, HUSH)).status, 200);
  await heard(from, says(/\d%/), "the answer");
  await new Promise((done) => setTimeout(done, 700));
  const answers = calls.slice(from).filter((call) => call.method === "sendMessage" && /\d%/.test(call.fields.text));
  assert.equal(answers.length, 1, "once, however often it is brought");
});
