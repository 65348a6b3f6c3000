// E-mail, as people meet the whole server: a question to a mailbox of Dovecot's is answered in its thread, and what is ordered
// by mail comes by mail. What is never answered is tried in channels/bots.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, test } from "node:test";
import { OWN, PASSWORD as HUSH, dovecot, missing, smtp, text } from "./mail.mjs";
import { start } from "./server.mjs";

const PASSWORD = "nine lives of a cat";
const skip = missing();

let mailbox, post, server;

before(async () => {
  if (skip) return;
  [mailbox, post] = await Promise.all([dovecot(), smtp()]);
  await open({});
  const done = spawnSync(server.command, ["accounts", "password", "leeds", "--home", server.home], { input: `${PASSWORD}\n`, cwd: server.home });
  assert.equal(done.status, 0, String(done.stderr));
});
after(async () => {
  if (skip) return;
  assert.equal(await server.stop(), 0);
  await Promise.all([mailbox.stop(), post.stop()]);
});

async function open(more) {
  const section = `[bots.email]\naddress = "Sentia <${OWN}>"\nimap = "imap://127.0.0.1:${mailbox.port}"\nsmtp = "smtp://127.0.0.1:${post.port}"\nauthserv = "mx.acme.example"\nsenders = ["acme.example"]`;
  server = await start({ signIn: `passwords = true\n${section}`, env: { SENTIA_EMAIL_PASSWORD: HUSH }, ...more });
}

let number = 0;
/** Delivers a mail to the mailbox, in the thread of one that came from it, and returns its name. */
function deliver(words, { to, from = "anna@acme.example", results = "dmarc=pass header.from=acme.example" } = {}) {
  number += 1;
  const name = `<q${number}@acme.example>`;
  const thread = to ? `In-Reply-To: ${to.headers["message-id"]}\nReferences: ${to.headers.references} ${to.headers["message-id"]}\n` : "";
  mailbox.deliver(
    `Return-Path: <${from}>\nAuthentication-Results: mx.acme.example;\n\t${results}\nFrom: Anna <${from}>\nTo: Sentia <${OWN}>\n` +
      `Subject: My question\nDate: Mon, 5 Jan 2026 08:00:00 +0000\nMessage-ID: ${name}\n${thread}Content-Type: text/plain; charset=utf-8\n\n${words}\n`,
  );
  return name;
}

/** Delivers a mail, and returns the answer to it. */
async function write(words, { to } = {}) {
  const before = post.taken.length;
  const name = deliver(words, { to });
  const mail = await came(before, (one) => one.headers["in-reply-to"] === name, `the answer to "${words}"`);
  assert.deepEqual([mail.from, mail.to], [OWN, ["anna@acme.example"]]);
  return mail;
}

/** The next mail that passes, within forty seconds. */
async function came(from, passes, what) {
  for (let attempt = 0; attempt < 800; attempt += 1) {
    const found = post.taken.slice(from).find(passes);
    if (found) return found;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`${what} did not come: ${JSON.stringify(post.taken.slice(from).map(text))}`);
}

async function session() {
  const reply = await fetch(`${server.url}/v1/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ person: "leeds", password: PASSWORD }),
  });
  return { cookie: reply.headers.getSetCookie()[0].split(";")[0], origin: server.url };
}

let answer;

test("a stranger is told where to sign in, and asks as whoever they signed in as", { skip }, async () => {
  const stranger = await write("OEE by plant last week");
  assert.doesNotMatch(text(stranger), /\d%/);
  const link = /\/link#([\w-]+)/.exec(text(stranger));
  assert.equal((await fetch(`${server.url}/v1/links/${link[1]}`, { method: "POST", headers: await session() })).status, 200);
  answer = await write("OEE by plant last week", { to: stranger });
  assert.equal(answer.headers.subject, "Re: My question");
  assert.match(text(answer), /Leeds/);
  assert.doesNotMatch(text(answer), /Derby/);
  const said = spawnSync(server.command, ["ask", "OEE by plant last week", "--as", "leeds", "--home", server.home], { encoding: "utf8", cwd: server.home }).stdout;
  assert.ok(text(answer).startsWith(said.split("\n\n")[0]), "the first line, with the figure of everywhere else");
  const followed = await write("and by shift?", { to: answer });
  assert.match(text(followed), /by shift/i);
});

test("mail is noticed when it comes, and not only when it is looked for", { skip }, async () => {
  await write("availability yesterday");
  const began = performance.now();
  await write("performance yesterday");
  const took = performance.now() - began;
  assert.ok(took < 8_000, `${took.toFixed(0)} ms, where the server looks by itself every 15 s`);
});

test("nobody is answered for whom the mail server does not vouch", { skip }, async () => {
  const before = post.taken.length;
  const read = mailbox.read();
  deliver("OEE last week", { results: "dmarc=fail header.from=acme.example" });
  deliver("OEE last week", { from: "anna@elsewhere.example", results: "dmarc=pass header.from=elsewhere.example" });
  for (let attempt = 0; attempt < 400 && mailbox.read() < read + 2; attempt += 1) await new Promise((done) => setTimeout(done, 50));
  assert.equal(mailbox.read(), read + 2, "they were looked at");
  await new Promise((done) => setTimeout(done, 700));
  assert.equal(post.taken.length, before);
});

test("an answer comes as a document to who sends the button's word", { skip }, async () => {
  const asked = await write("scrap rate by line last month");
  const pdf = /^PDF – reply with (#\d+\.\d+)$/m.exec(text(asked));
  assert.ok(pdf, text(asked));
  const sent = await write(pdf[1], { to: asked });
  const file = sent.parts.find((part) => part.name?.endsWith(".pdf"));
  assert.equal(file.bytes.subarray(0, 4).toString(), "%PDF");
});

test("what is ordered by mail is confirmed in words, and comes by mail until it is stopped", { skip }, async () => {
  const back = await write("every Monday at 7 send me OEE by line last week");
  assert.doesNotMatch(text(back), /You will get/, "what recurs is confirmed first");
  const ordered = await write("Yes, every Monday", { to: back });
  assert.match(text(ordered), /You will get/);
  const { home } = server;
  assert.equal(await server.stop({ leave: true }), 0);
  const due = "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.execute('UPDATE job SET due_at = 1 WHERE due_at IS NOT NULL'); d.commit()";
  assert.equal(spawnSync("python3", ["-c", due, `${home}/jobs.db`]).status, 0);
  const from = post.taken.length;
  await open({ home });
  const sent = await came(from, (one) => /OEE by line/.test(text(one)), "what was ordered");
  assert.deepEqual(sent.to, ["anna@acme.example"]);
  assert.equal(sent.headers["auto-submitted"], "auto-generated");
  assert.match(text(sent), /Line 1/);
  assert.ok(sent.parts.some((part) => part.name?.endsWith(".pdf")), "with the report as a file");
  await new Promise((done) => setTimeout(done, 700));
  assert.equal(post.taken.length, from + 1, "once");

  const stop = /\/stop#([\w-]+)/.exec(text(sent))[1];
  assert.equal((await fetch(`${server.url}/v1/orders/stop/${stop}`, { method: "POST" })).status, 204);
  const orders = await (await fetch(`${server.url}/v1/orders`, { headers: await session() })).json();
  assert.match(JSON.stringify(orders), /stopped/i);
});
