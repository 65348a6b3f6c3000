// Passwords, sessions and keys: over HTTP, with other people's clients, and on the page.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, test } from "node:test";
import OpenAI from "openai";
import { accessible, ask, launch, leave, WAYS } from "./browser.mjs";
import { start } from "./server.mjs";

const PASSWORD = "nine lives of a cat";

let server, browser;
before(async () => {
  server = await start({ signIn: "passwords = true" });
  for (const person of ["cfo", "leeds"]) accounts(["password", person], `${PASSWORD}\n`);
  if (process.env.SENTIA_TEST_CHROMIUM) browser = await launch();
});
after(async () => {
  await browser?.close();
  assert.equal(await server.stop(), 0);
});

function accounts(words, input = "") {
  const done = spawnSync(server.command, ["accounts", ...words, "--home", server.home], { encoding: "utf8", input, cwd: server.home });
  assert.equal(done.status, 0, done.stderr);
  return done.stdout;
}

const call = (path, { method = "GET", body, headers = {} } = {}) =>
  fetch(server.url + path, {
    method,
    headers: { ...(body && { "content-type": "application/json" }), ...headers },
    body: body && JSON.stringify(body),
  });

async function signIn(person, password = PASSWORD, code) {
  const reply = await call("/v1/sign-in", { method: "POST", body: { person, password, code } });
  return { status: reply.status, body: await reply.json(), cookie: reply.headers.getSetCookie()[0]?.split(";")[0], set: reply.headers.getSetCookie()[0] };
}

/** As a browser on our own page sends it. */
const as = (cookie) => ({ cookie, origin: server.url });

test("nothing is told to whoever is not signed in", async () => {
  const description = await (await call("/v1/openapi.json")).json();
  // Whoever has the key that stood in a delivery may stop it; a key is all that it takes, and all that it tells.
  const open = ["/v1/health", "/v1/sign-in", "/v1/orders/stop", "/v1/orders/stop/{key}"];
  const guessed = { method: "POST", headers: { origin: server.url }, body: { key: "guessed" } };
  assert.equal((await call("/v1/orders/stop", guessed)).status, 404);
  // So mail programs do it, which know nothing of an origin.
  assert.equal((await call("/v1/orders/stop/guessed", { method: "POST" })).status, 404);
  let tried = 0;
  for (const [path, methods] of Object.entries(description.paths)) {
    if (open.includes(path)) continue;
    for (const method of Object.keys(methods).filter((name) => ["get", "post", "patch", "delete"].includes(name))) {
      const address = path.replace(/\{\w+\}/g, "c1-1");
      const reply = await call(address, { method: method.toUpperCase(), headers: { "sentia-person": "cfo", origin: server.url } });
      assert.equal(reply.status, 401, `${method} ${path}`);
      assert.equal(reply.headers.get("www-authenticate"), "Bearer");
      tried += 1;
    }
  }
  assert.ok(tried > 15, `${tried} operations`);
});

test("a password opens a session that its owner alone has", async () => {
  const { status, set, cookie } = await signIn("leeds");
  assert.equal(status, 200);
  for (const part of ["HttpOnly", "SameSite=Lax", "Path=/"]) assert.ok(set.includes(part), set);
  const me = await (await call("/v1/me", { headers: as(cookie) })).json();
  assert.equal(me.person.id, "leeds");
  const people = await (await call("/v1/people", { headers: as(cookie) })).json();
  assert.deepEqual(people.map((person) => person.id), ["leeds"], "nobody learns who else there is");
  const other = await call("/v1/me", { headers: { ...as(cookie), "sentia-person": "cfo" } });
  assert.equal(other.status, 403, "one asks as oneself");
  assert.equal((await call("/v1/me", { headers: { cookie: `${cookie}x` } })).status, 401);
});

test("what is wrong is not said, and the names of people cannot be found out", async () => {
  for (const [person, password] of [["leeds", "nine lives of a dog"], ["nobody", PASSWORD], ["line3", PASSWORD], ["", ""]]) {
    const { status, body, cookie } = await signIn(person, password);
    assert.equal(status, 401, person);
    assert.equal(body.detail, "the name, the password or the code is not right");
    assert.equal(cookie, undefined);
  }
});

test("another site's page can do nothing with a session", async () => {
  const { cookie } = await signIn("cfo");
  const run = { method: "POST", body: { threadId: "t", runId: "r", messages: [{ role: "user", content: "OEE yesterday" }] } };
  for (const headers of [{ cookie }, { cookie, origin: "https://evil.example" }, { cookie, origin: "null" }]) {
    assert.equal((await call("/v1/runs", { ...run, headers })).status, 403, JSON.stringify(headers));
  }
  assert.equal((await call("/v1/runs", { ...run, headers: as(cookie) })).status, 200);
});

test("sessions are listed and ended, also all of them from the command line", async () => {
  const [first, second] = [await signIn("leeds"), await signIn("leeds")];
  const list = await (await call("/v1/sessions", { headers: as(first.cookie) })).json();
  assert.ok(list.length >= 2 && list.filter((one) => one.current).length === 1);
  const cfo = await signIn("cfo");
  const own = list.find((one) => one.current).id;
  const foreign = await call(`/v1/sessions/${own}`, { method: "DELETE", headers: as(cfo.cookie) });
  assert.equal(foreign.status, 404, "another person's session");
  assert.equal((await call(`/v1/sessions/${own}`, { method: "DELETE", headers: as(second.cookie) })).status, 204);
  assert.equal((await call("/v1/me", { headers: as(first.cookie) })).status, 401);
  accounts(["sign-out", "leeds"]);
  assert.equal((await call("/v1/me", { headers: as(second.cookie) })).status, 401);
  const out = await call("/v1/sign-out", { method: "POST", headers: as(cfo.cookie) });
  assert.equal(out.status, 204);
  assert.equal(out.headers.get("clear-site-data"), '"cache"', "what was kept goes too");
  assert.equal((await call("/v1/me", { headers: as(cfo.cookie) })).status, 401);
});

test("a key lets OpenAI's client ask, within what it is limited to, and nothing else", async () => {
  const { cookie } = await signIn("cfo");
  const make = async (wanted) => {
    const reply = await call("/v1/keys", { method: "POST", headers: as(cookie), body: wanted });
    return { status: reply.status, body: await reply.json() };
  };
  const whole = (await make({ name: "excel", days: 30 })).body;
  const limited = (await make({ name: "screen in the hall", days: 1, areas: ["production"] })).body;
  assert.equal((await make({ name: "x", days: 1000 })).status, 422);
  assert.equal((await make({ name: "x", days: 1, areas: ["everything"] })).status, 422);
  const answer = async (apiKey, question) => {
    const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey });
    const reply = await client.chat.completions.create({ model: "sentia", messages: [{ role: "user", content: question }] });
    return reply.choices[0].message.content;
  };
  assert.match(await answer(whole.token, "revenue in August 2026"), /£/);
  assert.match(await answer(limited.token, "OEE last week"), /%/);
  const refused = await answer(limited.token, "revenue in August 2026");
  assert.ok(!/£\d/.test(refused), refused);
  await assert.rejects(answer(`${whole.token}x`, "OEE last week"), /401/);

  const bearer = (token) => ({ authorization: `Bearer ${token}` });
  for (const token of [whole.token, limited.token]) {
    const minted = await call("/v1/keys", { method: "POST", headers: bearer(token), body: { name: "more", days: 9 } });
    assert.equal(minted.status, 403, "a key makes no keys");
  }
  const past = await (await call("/v1/conversations", { headers: bearer(limited.token) })).json();
  const owners = await (await call("/v1/conversations", { headers: as(cookie) })).json();
  assert.ok(past.every((one) => owners.every((own) => own.id !== one.id)), "a limited key does not read what others were told");

  const list = await (await call("/v1/keys", { headers: as(cookie) })).json();
  assert.ok(!JSON.stringify(list).includes(whole.token) && list.every((key) => key.used_at));
  assert.equal((await call(`/v1/keys/${whole.key.id}`, { method: "DELETE", headers: as(cookie) })).status, 204);
  assert.equal((await call("/v1/me", { headers: bearer(whole.token) })).status, 401);
});

test("a key from the command line asks as its person", async () => {
  const token = accounts(["key", "leeds", "--days", "2"]).split("\n")[0];
  const me = await (await call("/v1/me", { headers: { authorization: `Bearer ${token}` } })).json();
  assert.equal(me.person.id, "leeds");
});

const journeys = {
  async "somebody signs in by keyboard, asks, makes a key and signs out"(page) {
    await page.getByRole("heading", { name: "Sentia" }).waitFor();
    await accessible(page, "the door");
    await page.getByLabel("User name").focus();
    await page.keyboard.type("leeds");
    await page.keyboard.press("Tab");
    await page.keyboard.type("not the password");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("not right").waitFor();
    await accessible(page, "the door after a failure");
    await page.getByLabel("Password").focus();
    await page.keyboard.press("Control+A");
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press("Enter");
    await page.locator("#question").waitFor();
    assert.equal(await page.locator("#person").count(), 0, "one asks as oneself");
    await ask(page, "OEE last week");
    const fold = page.getByRole("button", { name: "Conversations" });
    if (await fold.isVisible()) await fold.click();
    await page.getByRole("button", { name: "Your account" }).click();
    await page.getByText("this browser").waitFor();
    await page.getByLabel("New key for").fill("a script");
    await page.getByRole("button", { name: "Make" }).click();
    await page.getByText("Copy it now").waitFor();
    await accessible(page, "the account");
    const taking = page.getByRole("button", { name: "Take back a script" });
    await taking.first().click();
    await taking.first().waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    // The same key folds the list of a narrow screen.
    const signOut = page.locator(".who").getByRole("button", { name: "Sign out" });
    if (!(await signOut.isVisible())) await fold.click();
    await signOut.click();
    await page.getByLabel("User name").waitFor();
  },

  async "a session that has ended leads to the door, and back to the question"(page) {
    await page.getByLabel("User name").fill("leeds");
    await page.getByLabel("Password").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await page.locator(".welcome").waitFor();
    await page.waitForLoadState("networkidle");
    accounts(["sign-out", "leeds"]);
    await page.fill("#question", "OEE last week");
    await page.keyboard.press("Enter");
    await page.getByLabel("User name").waitFor();
  },
};

for (const [name, journey] of Object.entries(journeys)) {
  for (const way of Object.keys(WAYS)) {
    test(`${name} (${way})`, { skip: !process.env.SENTIA_TEST_CHROMIUM && "there is no Chromium" }, async () => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...WAYS[way] });
      const page = await context.newPage();
      const complaints = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      await page.goto(server.url);
      await journey(page);
      await leave({ page, complaints }, /status of 401/);
    });
  }
}
