// The tools by the Model Context Protocol, called by its own client over HTTP and over pipes.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, test } from "node:test";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { start } from "./server.mjs";

let server, guarded;
before(async () => {
  server = await start();
  guarded = await start({ signIn: "passwords = true" });
});
after(async () => {
  assert.equal(await server.stop(), 0);
  assert.equal(await guarded.stop(), 0);
});

async function connected(transport, work) {
  const client = new Client({ name: "test", version: "1" });
  await client.connect(transport);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

const over = (url, headers, work) =>
  connected(new StreamableHTTPClientTransport(new URL("/mcp", url), { requestInit: { headers } }), work);
const as = (person, work) => over(server.url, { "Sentia-Person": person }, work);
const piped = (person, work) =>
  connected(
    new StdioClientTransport({
      command: server.command,
      args: ["mcp", "--home", server.home, "--as", person],
      cwd: server.home,
      env: { PATH: process.env.PATH, HOME: server.home },
    }),
    work,
  );

const call = (client, name, args) => client.callTool({ name, arguments: args });
const words = (result) => result.content.map((one) => one.text).join("\n");

test("an assistant is told what there is and how to use it", async () => {
  await as("cfo", async (client) => {
    assert.equal(client.getServerVersion().name, "sentia");
    assert.match(client.getInstructions(), /never add up/);
    const { tools } = await client.listTools();
    const names = tools.map((tool) => tool.name);
    for (const name of ["ask", "query_metrics", "compare_periods", "statement", "forecast", "explain_change", "search_documents"]) {
      assert.ok(names.includes(name), `${name} in ${names}`);
    }
    for (const tool of tools) {
      assert.equal(tool.inputSchema.type, "object", tool.name);
      assert.ok(tool.description.length > 20, tool.name);
      assert.equal(tool.annotations.readOnlyHint, true, tool.name);
    }
  });
});

test("a whole question is answered as everywhere else, and followed up", async () => {
  const said = spawnSync(server.command, ["ask", "OEE last week", "--home", server.home], { encoding: "utf8" }).stdout;
  const figure = /\d+\.\d%/.exec(said)[0];
  await as("cfo", async (client) => {
    const first = await call(client, "ask", { question: "OEE last week" });
    assert.ok(!first.isError && words(first).includes(figure), words(first));
    const { conversation } = first.structuredContent;
    const second = await call(client, "ask", { question: "and by line?", conversation });
    assert.equal(second.structuredContent.conversation, conversation);
    assert.match(words(second), /Line 3/);
    const foreign = await as("leeds", (other) => call(other, "ask", { question: "and by line?", conversation }));
    assert.ok(foreign.isError, "another person's conversation");
  });
});

test("a single tool computes within what its person may see", async () => {
  const rows = async (person) => {
    const result = await as(person, (client) => call(client, "query_metrics", { measures: ["oee"], by: ["plant"], period: "last_week" }));
    assert.ok(!result.isError, words(result));
    return result.structuredContent.table.rows.length;
  };
  assert.equal(await rows("cfo"), 3);
  assert.equal(await rows("leeds"), 1);
  const money = await as("line3", (client) => call(client, "query_metrics", { measures: ["revenue"], period: "last_week" }));
  assert.ok(money.isError, words(money));
});

test("a fault of an assistant is told so that it can be mended", async () => {
  await as("cfo", async (client) => {
    for (const [name, args, told] of [
      ["query_metrics", { measures: ["oeee"] }, /oee/],
      ["query_metrics", { measures: 7 }, /mend the arguments/],
      ["ask", {}, /question/],
      ["ask", { question: "" }, /question/],
      ["drop_tables", {}, /drop_tables/],
    ]) {
      const result = await call(client, name, args);
      assert.ok(result.isError, name);
      assert.match(words(result), told);
    }
  });
});

test("over pipes the tools serve one person", async () => {
  await piped("leeds", async (client) => {
    const { tools } = await client.listTools();
    assert.ok(tools.length >= 8);
    const result = await call(client, "ask", { question: "OEE by plant last week" });
    assert.match(words(result), /Leeds/);
    assert.doesNotMatch(words(result), /Derby/);
  });
});

test("where people sign in, a key opens the tools and nothing else does", async () => {
  await assert.rejects(over(guarded.url, {}, (client) => client.listTools()), /401|not signed in/);
  await assert.rejects(over(guarded.url, { "Sentia-Person": "cfo" }, (client) => client.listTools()), /401|not signed in/);
  const made = spawnSync(guarded.command, ["accounts", "key", "leeds", "--area", "production", "--home", guarded.home], {
    encoding: "utf8",
    cwd: guarded.home,
  });
  const key = made.stdout.split("\n")[0];
  await over(guarded.url, { Authorization: `Bearer ${key}` }, async (client) => {
    const oee = await call(client, "query_metrics", { measures: ["oee"], by: ["plant"], period: "last_week" });
    assert.equal(oee.structuredContent.table.rows.length, 1);
    const cost = await call(client, "query_metrics", { measures: ["downtime_cost"], period: "last_week" });
    assert.ok(cost.isError, "an area that the key is not for");
  });
});

test("another site's page cannot call the tools", async () => {
  for (const headers of [{ origin: "https://evil.example" }, { "sec-fetch-site": "cross-site" }]) {
    const reply = await fetch(`${server.url}/mcp`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json, text/event-stream", ...headers },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" }),
    });
    assert.equal(reply.status, 403);
  }
});
