// Teams, as people meet the bot there: in Microsoft's playground for agents, in a browser, against the whole server.
// Tokens, good and forged, are held to Microsoft's own library in channels/bots.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "./browser.mjs";
import { SENTENCES, slowModel } from "./model.mjs";
import { start } from "./server.mjs";
import { faults, isOfStream } from "./streaming-rules.mjs";
import { APP, BOT, OTHERS, TENANT, openDoor, play } from "./teams.mjs";

const PASSWORD = "nine lives of a cat";

let door, playground, server, browser, page, signIn;

before(async () => {
  door = await openDoor();
  signIn = `passwords = true\n[bots.teams]\napp = "${APP}"\ntenant = "${TENANT}"\nlogin_url = "${door.url}"\nopenid_url = "${door.url}/openid"\nupload_url = "${door.url}"`;
  await open({});
  for (const person of ["leeds", "cfo"]) {
    const done = spawnSync(server.command, ["accounts", "password", person, "--home", server.home], { input: `${PASSWORD}\n`, cwd: server.home });
    assert.equal(done.status, 0, String(done.stderr));
  }
  playground = await play(door);
  browser = await launch();
  page = await (await browser.newContext({ viewport: { width: 1500, height: 950 } })).newPage();
  // Its fonts lie elsewhere.
  await page.route((url) => url.hostname !== "127.0.0.1", (route) => route.abort());
  await page.goto(playground.url, { waitUntil: "commit" });
  await page.getByRole("textbox").waitFor({ timeout: 120_000 });
});
after(async () => {
  await browser?.close();
  await playground?.stop();
  assert.equal(await server.stop(), 0);
  door.close();
});

async function open(more) {
  server = await start({ signIn, env: { SENTIA_TEAMS_PASSWORD: "secret" }, ...more });
  door.server = server.url;
}

/** Everything that a card or message says, a line for each of its texts. */
function words(value) {
  if (Array.isArray(value)) return value.map(words).filter(Boolean).join("\n");
  if (value?.type === "RichTextBlock") return value.inlines.map((run) => run.text).join("");
  if (typeof value === "string") return value;
  if (value === null || typeof value !== "object") return "";
  // Of an answer that took long enough to be streamed, what was said is no part of the card.
  const said = value.type === "message" ? value.text : undefined;
  return words([said, value.attachments, value.content, value.body, value.columns, value.rows, value.cells, value.items].filter(Boolean));
}
const card = (message) => message.body.attachments[0].content;
const buttons = (message) => card(message).actions;
const first = (message) => words(message.body).split("\n")[0];

/** Whether a message only says that an answer is under way, as where it takes long. */
const isProgress = (call) => /^(Computing the figures|Working on it) …$/.test(words(call.body)) || call.body.type === "typing";

/** The kind of a file's card, which comes beside what is said: consent or info. */
const ofFile = (call) => /\.card\.file\.(\w+)$/.exec(call.body.attachments?.[0].contentType)?.[1];

/** The next message sent to Teams that passes and is no mere progress. */
async function heard(from, passes, what, file) {
  const is = (call) => call.body.type === "message" && ofFile(call) === file && !isProgress(call);
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const found = door.sent.slice(from).find((call) => is(call) && passes(call));
    if (found) {
      assert.ok(found.signed, "what is sent to Teams bears the token that Microsoft gave out");
      return found;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`${what} was not said: ${JSON.stringify(door.sent.slice(from)).slice(0, 3000)}`);
}

/** Writes as Alex where the page is, and returns what is said next. */
async function write(text, passes = () => true) {
  const from = door.sent.length;
  await send(text);
  return heard(from, passes, `the answer to "${text}"`);
}

/** What is written before the playground has connected is lost: then it is written again. */
async function send(text) {
  const before = door.brought.length;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await page.getByRole("textbox").click();
    await page.keyboard.insertText(text);
    await page.keyboard.press("Enter");
    for (let wait = 0; wait < 200; wait += 1) {
      if (door.brought.length > before) return;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}

/** Writes to the bot among others, picked from the list of names. */
async function mention(text, passes) {
  await page.getByRole("textbox").click();
  await page.keyboard.type("@");
  await page.getByRole("menuitem", { name: BOT }).click();
  return write(text, passes);
}

/** Presses a button of a message, once that is shown. */
async function press(message, title, passes = () => true) {
  const from = door.sent.length;
  const cards = page.locator(".ac-adaptiveCard", { hasText: words(card(message)).split("\n")[0] });
  await cards.last().getByRole("button", { name: title, exact: true }).click();
  return heard(from, passes, `the answer to the button ${title}`);
}

const go = (chat) => page.getByRole("treeitem", { name: chat }).click();
const shown = (text) => page.getByText(text, { exact: true }).last().waitFor();

const said = (question, person = "leeds") =>
  spawnSync(server.command, ["ask", question, "--as", person, "--home", server.home], { encoding: "utf8", cwd: server.home }).stdout;

async function session(person) {
  const reply = await fetch(`${server.url}/v1/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ person, password: PASSWORD }),
  });
  return { cookie: reply.headers.getSetCookie()[0].split(";")[0], origin: server.url };
}

/** Signs in with the button of a message to a stranger. */
async function link(message, person) {
  const [button] = buttons(message);
  assert.equal(button.type, "Action.OpenUrl");
  const token = /\/link#([\w-]+)$/.exec(button.url)[1];
  const linked = await fetch(`${server.url}/v1/links/${token}`, { method: "POST", headers: await session(person) });
  assert.equal(linked.status, 200);
}

/** An activity like another that was brought, as something else that happened. */
function like(change) {
  const { activity } = door.brought.findLast((one) => one.activity.type === "message" && one.activity.text);
  return { ...activity, id: `a-${door.brought.length}`, ...change };
}

/** Long enough for an answer that must not come. */
const silence = () => new Promise((done) => setTimeout(done, 700));

test("nobody but Teams is heard", async () => {
  const activity = { type: "message", id: "1", text: "OEE", channelId: "msteams", serviceUrl: door.url };
  assert.equal(await door.bring(activity, ""), 401);
  assert.equal(await door.bring(activity, "Bearer e30.e30.e30"), 401);
});

test("a stranger is told to sign in, and no figure", async () => {
  const message = await write("OEE by plant last week");
  await shown("Sign in");
  assert.doesNotMatch(words(message.body), /\d%/);
  await link(message, "leeds");
});

test("a question is answered in the first line, with the figures of everywhere else", async () => {
  const answer = await write("OEE by line last week");
  const line = said("OEE by line last week").split("\n\n")[0];
  assert.equal(first(answer), line);
  assert.equal(answer.body.summary.split("\n")[0], line, "what a locked phone shows");
  await shown(/\d+\.\d%/.exec(line)[0]);
  await page.getByRole("table").last().getByRole("cell", { name: "Line 1", exact: true }).waitFor();
});

test("a follow-up builds on the answer before", async () => {
  const answer = await write("and by shift?");
  assert.match(words(answer.body), /OEE by shift/);
});

test("a button drills down", async () => {
  const whole = await write("OEE last week");
  const label = buttons(whole)[0].title;
  const answer = await press(whole, label);
  assert.match(first(answer), /OEE/);
  assert.match(words(answer.body), /week before|week 38/, label);
});

test("in doubt it asks back, and a button answers", async () => {
  const back = await write("price variance last month");
  const labels = buttons(back).map((button) => button.title);
  assert.deepEqual(labels, ["Material price variance", "Purchase price variance"]);
  const answer = await press(back, "Material price variance");
  assert.match(words(answer.body), /[Mm]aterial price variance/);
});

test("why a figure moved is explained", async () => {
  const answer = await write("why did OEE fall last week?");
  assert.equal(first(answer), said("why did OEE fall last week?").split("\n\n")[0]);
  assert.match(words(answer.body), /not what caused it/);
  const [how] = buttons(answer).filter((button) => button.title === "How it was computed");
  const reply = await fetch(how.url, { headers: await session("leeds") });
  assert.equal(reply.status, 200);
});

test("an answer can be had as a document", async () => {
  const message = await press(await write("scrap rate by line last month"), "PDF");
  const [button] = buttons(message);
  assert.equal(button.type, "Action.OpenUrl");
  const reply = await fetch(button.url, { headers: await session("leeds") });
  assert.equal(Buffer.from(await reply.arrayBuffer()).subarray(0, 4).toString(), "%PDF");
  assert.equal((await fetch(button.url)).status, 401, "by nobody else");
});

/** What Teams brings once somebody has said something to the offer of a file. */
function say(action, offer, change = {}) {
  const [{ content, name }] = offer.body.attachments;
  const uploadInfo = { uploadUrl: `${door.url}/upload/${name}`, contentUrl: `https://acme-my.sharepoint.com/${name}`, name, uniqueId: "u1", fileType: "pdf" };
  const value = { type: "fileUpload", action, context: content.acceptContext, uploadInfo };
  return door.bring(like({ type: "invoke", name: "fileConsent/invoke", replyToId: offer.id, text: undefined, value, ...change }));
}

test("a document is put among somebody's own files, if they want that", async () => {
  let from = door.sent.length;
  await press(await write("scrap rate by line last month"), "PDF");
  const unwanted = await heard(from, () => true, "the offer", "consent");
  assert.equal(await say("decline", unwanted), 200);
  await heard(from, (call) => /I leave it/.test(words(call.body)), "that it is left");

  from = door.sent.length;
  await press(await write("scrap rate by line last month"), "PDF");
  const offer = await heard(from, () => true, "the offer", "consent");
  const other = { from: { id: OTHERS[0].id }, conversation: { id: `chat-${OTHERS[0].id}`, conversationType: "personal", tenantId: TENANT } };
  assert.equal(await say("accept", offer, other), 200);
  await heard(from, (call) => call.path.includes(OTHERS[0].id), "that it is not theirs");
  assert.deepEqual(door.uploads, []);

  assert.equal(await say("accept", offer), 200);
  const info = await heard(from, () => true, "where it is", "info");
  assert.match(info.body.attachments[0].contentUrl, /\.pdf$/);
  const [{ bytes, range, authorization }] = door.uploads;
  assert.equal(bytes.subarray(0, 4).toString(), "%PDF");
  assert.equal(range, `bytes 0-${bytes.length - 1}/${bytes.length}`);
  assert.equal(authorization, undefined, "its address is a key in itself");

  assert.equal(await say("accept", offer), 200);
  await heard(from, (call) => /too old/.test(words(call.body)), "that it was given");
  assert.equal(door.uploads.length, 1);
});

test("an answer is judged", async () => {
  await press(await write("OEE yesterday"), "Wrong?", (call) => /Thank you/.test(words(call.body)));
  const feedback = spawnSync(server.command, ["feedback", "--home", server.home], { encoding: "utf8", cwd: server.home }).stdout;
  assert.match(feedback, /leeds {2}wrong {2}"OEE yesterday"/);
});

test("what a person may not see is refused in words", async () => {
  const answer = await write("revenue last month");
  assert.match(first(answer), /which your permissions do not include/);
  assert.doesNotMatch(words(answer.body), /\d{3}/);
});

test("a long table is cut, and that is said by the page's link beside it", async () => {
  const answer = await write("OEE by shift and line by week this year");
  const table = card(answer).body.find((part) => part.type === "Table");
  assert.ok(table.rows.length > 5 && table.rows.length <= 21, `${table.rows.length} rows`);
  assert.ok(JSON.stringify(answer.body).length < 28_000, "Teams takes no larger card");
  assert.ok(buttons(answer).some((button) => button.title === "How it was computed"));
});

test("a message without words is answered with what can be asked", async () => {
  assert.match(first(await write("😀")), /no words/);
  const from = door.sent.length;
  assert.equal(await door.bring(like({ text: "" })), 200);
  assert.match(first(await heard(from, () => true, "the answer to nothing")), /question is empty/);
});

test("what comes twice, or is edited afterwards, is answered once", async () => {
  await write("availability last week");
  const again = like({});
  again.id = door.brought.findLast((one) => one.activity.text === "availability last week").activity.id;
  const from = door.sent.length;
  assert.equal(await door.bring(again), 200);
  assert.equal(await door.bring({ ...again, type: "messageUpdate", text: "availability by line last week" }), 200);
  await silence();
  assert.deepEqual(door.sent.slice(from), []);
});

test("in a group an answer is for all only where all may see as much", async () => {
  await go("Group Chat");
  const from = door.sent.length;
  const note = await mention("OEE last week", (call) => call.path.includes("chat-group"));
  assert.match(words(note.body), /privately/);
  assert.doesNotMatch(words(note.body), /\d%/);
  const told = await heard(from, (call) => /\d%/.test(words(call.body)), "the private answer");
  assert.ok(!told.path.includes("chat-group"), told.path);

  // The others, who read along, sign in as somebody who sees all.
  for (const { id, name } of OTHERS) {
    const before = door.sent.length;
    const own = { from: { id, name }, conversation: { id: `chat-${id}`, conversationType: "personal", tenantId: TENANT }, entities: [] };
    await door.bring(like({ ...own, text: "hello" }));
    await link(await heard(before, (call) => call.path.includes(`chat-${id}`), "the way to sign in"), "cfo");
  }
  const shared = await mention("OEE last week", (call) => call.path.includes("chat-group"));
  assert.equal(first(shared), said("OEE last week").split("\n\n")[0]);
  await shown(/\d+\.\d%/.exec(first(shared))[0]);
});

test("a mention in a channel is answered in its thread", async () => {
  await go("My Team - General");
  const from = door.brought.length;
  const answer = await mention("OEE last week", (call) => /\d%/.test(words(call.body)));
  const asked = door.brought.slice(from).find((one) => one.activity.text?.includes("OEE")).activity;
  assert.equal(asked.conversation.conversationType, "channel");
  assert.ok(answer.path.includes(encodeURIComponent(asked.conversation.id)) || answer.path.includes(asked.conversation.id), `${answer.path} ${asked.conversation.id}`);
});

test("what was ordered comes unasked, and a long answer shows that it is under way", async () => {
  await go("Personal Chat");
  const back = await write("send me OEE by line last week every Monday at 7");
  const ordered = await press(back, buttons(back)[0].title);
  assert.match(first(ordered), /You will get/);
  const { home } = server;
  assert.equal(await server.stop({ leave: true }), 0);
  const due = "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.execute('UPDATE job SET due_at = 1 WHERE due_at IS NOT NULL'); d.commit()";
  assert.equal(spawnSync("python3", ["-c", due, join(home, "jobs.db")]).status, 0);

  // A model that takes its time and then refuses, so that the answer is given without it.
  const model = createServer((_, response) => setTimeout(() => response.writeHead(400).end("{}"), 3000));
  await new Promise((listening) => model.listen(0, "127.0.0.1", listening));
  const from = door.sent.length;
  await open({ home, model: `http://127.0.0.1:${model.address().port}` });
  const sent = await heard(from, (call) => /OEE by line/.test(words(call.body)), "what was ordered");
  assert.ok(sent.path.includes("chat-alex"), sent.path);
  assert.deepEqual(buttons(sent).map((button) => button.title), ["Open", "Stop sending this"]);

  const offer = await heard(from, () => true, "its file", "consent");
  assert.equal(await say("accept", offer), 200);
  await heard(from, () => true, "where it is", "info");
  assert.equal(door.uploads.at(-1).bytes.subarray(0, 4).toString(), "%PDF");

  const before = door.sent.length;
  const answer = await write("availability by line last week");
  const [working] = door.sent.slice(before);
  assert.equal(working.body.entities[0].streamType, "informative", "it is shown that an answer is under way");
  assert.match(answer.body.text, /\d%/);
  assert.equal(answer.body.entities[0].streamType, "final", "the answer ends the stream");
  assert.ok(buttons(answer).some((button) => button.title === "How it was computed"));
  await shown(answer.body.text);
  model.closeAllConnections();
  model.close();
});

test("a model's answer is streamed sentence by sentence", async () => {
  const { home } = server;
  assert.equal(await server.stop({ leave: true }), 0);
  const model = await slowModel(SENTENCES);
  await open({ home, model: model.url });
  const from = door.sent.length;
  const answer = await write("OEE by line last week");
  const streamed = door.sent.slice(from).filter((call) => call.body.entities?.[0].streamType === "streaming");
  assert.ok(streamed.length >= 2, JSON.stringify(door.sent.slice(from).map((call) => call.body)).slice(0, 3000));
  assert.equal(answer.body.entities[0].streamType, "final");
  assert.match(answer.body.text, /^OEE was computed for each line\. The table has them all\./);
  await shown(answer.body.text);
  model.close();
});

test("whatever was streamed kept Teams' rules", () => {
  assert.ok(door.sent.some(isOfStream));
  assert.deepEqual(faults(door.sent), []);
});

test("whoever takes the link away is a stranger again", async () => {
  const headers = await session("leeds");
  const accounts = await (await fetch(`${server.url}/v1/chat-accounts`, { headers })).json();
  assert.deepEqual(accounts.map((one) => one.account), ["user-alex"]);
  const gone = await fetch(`${server.url}/v1/chat-accounts/teams/${TENANT}/user-alex`, { method: "DELETE", headers });
  assert.equal(gone.status, 204);
  const message = await write("OEE by plant last week");
  assert.equal(buttons(message)[0].title, "Sign in");
  assert.doesNotMatch(words(message.body), /\d%/);
});
