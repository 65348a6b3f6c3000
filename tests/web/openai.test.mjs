// Sentia as a model, asked by OpenAI's own client.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import OpenAI from "openai";
import { start } from "./server.mjs";

let server;
before(async () => (server = await start()));
after(() => server.stop());

const client = (person = "cfo") =>
  new OpenAI({ baseURL: `${server.url}/v1`, apiKey: "any", maxRetries: 0, defaultHeaders: { "Sentia-Person": person } });

const user = (content) => ({ role: "user", content });
const assistant = (content) => ({ role: "assistant", content });

async function conversations(person = "cfo") {
  const response = await fetch(`${server.url}/v1/conversations`, { headers: { "Sentia-Person": person } });
  return response.json();
}

test("there is one model", async () => {
  const models = await client().models.list();
  assert.deepEqual(models.data.map((model) => model.id), ["sentia"]);
});

test("a question is answered in words and a table, and a follow-up keeps its filters", async () => {
  const messages = [user("OEE by line last week")];
  const reply = await client().chat.completions.create({ model: "sentia", messages });
  const text = reply.choices[0].message.content;
  assert.match(text, /^OEE stood at [\d.]+%/);
  assert.match(text, /\| Line 11 \| [\d.]+% \|/);
  assert.equal(reply.choices[0].finish_reason, "stop");

  const count = (await conversations()).length;
  const next = await client().chat.completions.create({ model: "sentia", messages: [...messages, assistant(text), user("only Line 2")] });
  assert.match(next.choices[0].message.content, /^In week 39 .* OEE on Line 2 stood at/);
  const after = await conversations();
  assert.equal(after.length, count, "the follow-up joins its conversation");
  assert.equal(after[0].turns, 2);
});

test("where an earlier question was edited, the conversation is asked anew", async () => {
  const messages = [user("scrap rate by line last month"), assistant("…"), user("only Line 2")];
  const reply = await client("leeds").chat.completions.create({ model: "sentia", messages });
  assert.match(reply.choices[0].message.content, /[Ss]crap rate.* Line 2/);
  assert.deepEqual((await conversations("leeds")).map((one) => one.turns), [2]);
});

test("a stream says what the whole reply says", async () => {
  const messages = [user("revenue by plant in August")];
  const whole = await client().chat.completions.create({ model: "sentia", messages });
  const stream = await client().chat.completions.create({
    model: "sentia",
    messages,
    stream: true,
    stream_options: { include_usage: true },
  });
  let text = "";
  let usage;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? "";
    usage = chunk.usage ?? usage;
  }
  const plain = (reply) => reply.replace(/Turn c\d+-\d+/, "Turn");
  assert.equal(plain(text), plain(whole.choices[0].message.content));
  assert.equal(usage.total_tokens, 0, "no model was asked");
});

test("faults have OpenAI's shape", async () => {
  const asked = (body) => client().chat.completions.create(body);
  await assert.rejects(asked({ model: "gpt-9", messages: [user("OEE")] }), { status: 404, message: /the one there is is "sentia"/ });
  await assert.rejects(asked({ model: "sentia", messages: [] }), { status: 422, message: /no question/ });
  await assert.rejects(
    client("nobody").chat.completions.create({ model: "sentia", messages: [user("OEE")] }),
    { status: 403 },
  );
});
