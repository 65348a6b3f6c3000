// Slack, as its app meets the whole server: an account is linked by signing in, and answered with what its person may see.
// What is sent to Slack is held to Slack's own library in channels/bots.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { spawnSync } from "node:child_process";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { accessible, launch } from "./browser.mjs";
import { start } from "./server.mjs";

const SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
const PASSWORD = "nine lives of a cat";

let slack, server, browser;
const calls = [];
const members = { C1: ["U_LEEDS"], C2: ["U_LEEDS", "U_GUEST"] };

before(async () => {
  slack = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      const method = request.url.split("/").pop().split("?")[0];
      const form = request.headers["content-type"]?.includes("json") ? JSON.parse(body || "{}") : Object.fromEntries(new URLSearchParams(body));
      calls.push({ method, body: form, token: request.headers.authorization });
      const channel = form.channel ?? form.users ?? "C0";
      const replies = {
        "conversations.members": { members: [...(members[form.channel] ?? []), "U_BOT"], response_metadata: { next_cursor: "" } },
        "auth.test": { user_id: "U_BOT", bot_id: "B1", team_id: "T1" },
        "users.info": { user: { id: form.user, is_bot: form.user === "U_BOT" } },
        "conversations.open": { channel: { id: `D_${form.users}` } },
        "files.getUploadURLExternal": { upload_url: `http://127.0.0.1:${slack.address().port}/upload`, file_id: "F1" },
        "files.completeUploadExternal": { files: [{ id: "F1" }] },
      };
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ ok: true, channel, ts: `${calls.length}.000100`, ...replies[method] }));
    });
  });
  await new Promise((listening) => slack.listen(0, "127.0.0.1", listening));
  server = await start({
    signIn: `passwords = true\n[bots.slack]\nbase_url = "http://127.0.0.1:${slack.address().port}"`,
    env: { SENTIA_SLACK_SIGNING_SECRET: SECRET, SENTIA_SLACK_TOKEN: "xoxb-test" },
  });
  for (const person of ["leeds", "line3"]) {
    const done = spawnSync(server.command, ["accounts", "password", person, "--home", server.home], { input: `${PASSWORD}\n`, cwd: server.home });
    assert.equal(done.status, 0, String(done.stderr));
  }
  if (process.env.SENTIA_TEST_CHROMIUM) browser = await launch();
});
after(async () => {
  await browser?.close();
  assert.equal(await server.stop(), 0);
  slack.close();
});

function signed(path, body, type = "application/json") {
  const time = String(Math.floor(Date.now() / 1000));
  const signature = `v0=${createHmac("sha256", SECRET).update(`v0:${time}:${body}`).digest("hex")}`;
  const headers = { "content-type": type, "x-slack-request-timestamp": time, "x-slack-signature": signature };
  return fetch(`${server.url}/bots/slack/${path}`, { method: "POST", headers, body });
}

let number = 0;
function say(user, text, channel = `D_${user}`, thread) {
  number += 1;
  const direct = channel.startsWith("D");
  const event = {
    type: direct ? "message" : "app_mention",
    channel_type: direct ? "im" : "channel",
    user,
    text: direct ? text : `<@U_BOT> ${text}`,
    channel,
    ts: `${1_790_000_000 + number}.000200`,
    ...(thread && { thread_ts: thread }),
  };
  const envelope = {
    type: "event_callback",
    team_id: "T1",
    event_id: `Ev${number}`,
    event,
    authorizations: [{ is_bot: true, user_id: "U_BOT" }],
  };
  return { envelope, sent: signed("events", JSON.stringify(envelope)) };
}

/** The next messages sent to Slack that pass, within ten seconds. */
async function heard(from, passes, what) {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const found = calls.slice(from).filter((call) => /^chat\.post/.test(call.method) && passes(call.body));
    if (found.length > 0) return found;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`${what} was not said: ${JSON.stringify(calls.slice(from)).slice(0, 3000)}`);
}
const words = (body) => JSON.stringify(body.blocks) + body.text;

async function session(person) {
  const reply = await fetch(`${server.url}/v1/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ person, password: PASSWORD }),
  });
  return { cookie: reply.headers.getSetCookie()[0].split(";")[0], origin: server.url };
}

test("nobody but Slack is heard", async () => {
  const forged = await fetch(`${server.url}/bots/slack/events`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-slack-request-timestamp": "1", "x-slack-signature": "v0=00" },
    body: "{}",
  });
  assert.equal(forged.status, 401);
});

test("a stranger is told where to sign in, and asks as whoever they signed in as", async () => {
  const from = calls.length;
  assert.equal((await say("U_LEEDS", "OEE by plant last week").sent).status, 200);
  const [stranger] = await heard(from, () => true, "the way to sign in");
  const link = /http:\/\/[^"#]+\/link#([\w-]+)/.exec(words(stranger.body));
  assert.ok(link, words(stranger.body));
  assert.doesNotMatch(words(stranger.body), /\d%/);

  const headers = await session("leeds");
  const peek = await fetch(`${server.url}/v1/links/${link[1]}`, { headers });
  assert.equal((await peek.json()).account, "U_LEEDS");
  const unsigned = await fetch(`${server.url}/v1/links/${link[1]}`, { method: "POST" });
  assert.equal(unsigned.status, 401);
  assert.equal((await fetch(`${server.url}/v1/links/${link[1]}`, { method: "POST", headers })).status, 200);
  assert.equal((await fetch(`${server.url}/v1/links/${link[1]}`, { method: "POST", headers })).status, 404, "a link is used once");

  const before = calls.length;
  const { envelope, sent } = say("U_LEEDS", "OEE by plant last week");
  await sent;
  await Promise.all([1, 2, 3].map(() => signed("events", JSON.stringify(envelope))));
  const [answer] = await heard(before, (body) => /OEE/.test(words(body)), "the answer");
  assert.match(words(answer.body), /Leeds/);
  assert.doesNotMatch(words(answer.body), /Derby/);
  assert.equal(answer.token, "Bearer xoxb-test");
  assert.equal(answer.body.unfurl_links, false);
  const said = spawnSync(server.command, ["ask", "OEE by plant last week", "--as", "leeds", "--home", server.home], {
    encoding: "utf8",
    cwd: server.home,
  }).stdout;
  assert.ok(words(answer.body).includes(/\d+\.\d%/.exec(said)[0]), "the same figure as everywhere else");
  await new Promise((done) => setTimeout(done, 700));
  const answers = calls.slice(before).filter((call) => /^chat\.post/.test(call.method));
  assert.equal(answers.length, 1, "told once, however often Slack asks");

  const next = calls.length;
  await say("U_LEEDS", "and by shift?").sent;
  const [followed] = await heard(next, (body) => /shift/i.test(words(body)), "the follow-up");
  assert.match(words(followed.body), /OEE/);
});

test("in a channel an answer is shown to all only where all may see as much", async () => {
  const open = calls.length;
  await say("U_LEEDS", "OEE last week", "C1").sent;
  const [shared] = await heard(open, (body) => /%/.test(words(body)), "the shared answer");
  assert.equal(shared.body.channel, "C1");

  const closed = calls.length;
  await say("U_LEEDS", "OEE last week", "C2").sent;
  const told = await heard(closed, (body) => /%/.test(words(body)), "the private answer");
  assert.ok(told.every((call) => call.body.channel === "D_U_LEEDS"), JSON.stringify(told.map((call) => call.body.channel)));
  const [note] = await heard(closed, (body) => body.channel === "C2", "the note");
  assert.match(words(note.body), /privately/);
  assert.doesNotMatch(words(note.body), /\d%/);
});

test("a button brings the answer as a file", async () => {
  const from = calls.length;
  await say("U_LEEDS", "scrap rate by line last month").sent;
  const [answer] = await heard(from, (body) => /[Ss]crap/.test(words(body)), "the answer");
  const buttons = answer.body.blocks.filter((block) => block.type === "actions").flatMap((block) => block.elements);
  const pdf = buttons.find((button) => button.text.text === "PDF");
  assert.ok(pdf, JSON.stringify(buttons.map((button) => button.text.text)));
  const press = {
    type: "block_actions",
    trigger_id: "press-1",
    user: { id: "U_LEEDS", team_id: "T1" },
    team: { id: "T1" },
    container: { channel_id: "D_U_LEEDS", message_ts: "9.1" },
    actions: [{ value: pdf.value, action_id: pdf.action_id }],
  };
  const body = new URLSearchParams({ payload: JSON.stringify(press) }).toString();
  assert.equal((await signed("interactions", body, "application/x-www-form-urlencoded")).status, 200);
  const brought = () => calls.slice(from).some((call) => call.method === "files.getUploadURLExternal" && /\.pdf$/.test(call.body.filename));
  for (let attempt = 0; attempt < 200 && !brought(); attempt += 1) await new Promise((done) => setTimeout(done, 50));
  assert.ok(brought(), "the answer as a PDF");
});

/** The next home tab of somebody that passes. */
async function home(from, passes, what) {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const found = calls.slice(from).findLast((call) => call.method === "views.publish" && passes(call.body));
    if (found) return found.body;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`${what} was not shown: ${JSON.stringify(calls.slice(from)).slice(0, 3000)}`);
}
function opens(user) {
  number += 1;
  const event = { type: "app_home_opened", user, channel: `D_${user}`, tab: "home", event_ts: `${1_790_000_000 + number}.000200` };
  return signed("events", JSON.stringify({ type: "event_callback", team_id: "T1", event_id: `Ev${number}`, event }));
}
const lines = (body) => body.view.blocks.filter((block) => block.type === "section");
function pressAtHome(button, user) {
  number += 1;
  const press = {
    type: "block_actions",
    trigger_id: `home-${number}`,
    user: { id: user, team_id: "T1" },
    team: { id: "T1" },
    container: { type: "view", view_id: "V1" },
    actions: [{ value: button.value, action_id: button.action_id }],
  };
  return signed("interactions", new URLSearchParams({ payload: JSON.stringify(press) }).toString(), "application/x-www-form-urlencoded");
}

test("the home tab has what is sent to somebody, ends it by a press, and asks", async () => {
  const stranger = calls.length;
  assert.equal((await opens("U_NOBODY")).status, 200);
  const [way] = lines(await home(stranger, (body) => body.user_id === "U_NOBODY", "the way to sign in"));
  assert.match(way.accessory.url, /\/link#/);

  const from = calls.length;
  await say("U_LEEDS", "send me OEE by line last week every Monday at 7").sent;
  const [back] = await heard(from, () => true, "the question back");
  const confirm = back.body.blocks.find((block) => block.type === "actions").elements[0];
  const ordering = calls.length;
  const press = { type: "block_actions", trigger_id: "order-1", user: { id: "U_LEEDS", team_id: "T1" }, team: { id: "T1" } };
  const where = { container: { channel_id: "D_U_LEEDS", message_ts: "9.2" }, actions: [{ value: confirm.value, action_id: "b0" }] };
  await signed("interactions", new URLSearchParams({ payload: JSON.stringify({ ...press, ...where }) }).toString(), "application/x-www-form-urlencoded");
  await heard(ordering, (body) => /You will get/.test(words(body)), "the order");

  const opening = calls.length;
  await opens("U_LEEDS");
  const shown = lines(await home(opening, (body) => body.user_id === "U_LEEDS", "the home tab"));
  const [sent] = shown.filter((line) => line.accessory?.text.text === "Stop");
  assert.match(sent.text.text, /OEE by line.*every Monday at 07:00/);
  assert.equal(sent.text.type, "plain_text");

  const stopping = calls.length;
  await pressAtHome(sent.accessory, "U_LEEDS");
  await heard(stopping, (body) => /^Stopped/.test(body.text), "that it is stopped");
  const after = lines(await home(stopping, (body) => body.user_id === "U_LEEDS", "the home tab anew"));
  assert.ok(after.every((line) => line.accessory?.text.text !== "Stop"), JSON.stringify(after));

  const asking = calls.length;
  await pressAtHome(after.find((line) => line.accessory?.text.text === "Ask").accessory, "U_LEEDS");
  const [answer] = await heard(asking, (body) => /\d/.test(words(body)), "the answer to an example");
  assert.equal(answer.body.channel, "D_U_LEEDS");
});

test("somebody links their account on the page", { skip: !process.env.SENTIA_TEST_CHROMIUM && "there is no Chromium" }, async () => {
  const from = calls.length;
  await say("U_LINE", "OEE yesterday").sent;
  const [stranger] = await heard(from, () => true, "the way to sign in");
  const link = /http:\/\/[^"\\]+\/link#[\w-]+/.exec(words(stranger.body))[0];
  const page = await (await browser.newContext()).newPage();
  await page.goto(link);
  await page.getByLabel("User name").fill("line3");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Link U_LINE" }).waitFor();
  await accessible(page, "linking");
  await page.getByRole("button", { name: "Link U_LINE" }).click();
  await page.getByText("Done.").waitFor();
  await page.context().close();
  const before = calls.length;
  await say("U_LINE", "OEE yesterday").sent;
  await heard(before, (body) => /%/.test(words(body)), "the answer");
});
