// Clients in Python, as tests/run unpacks them, and answers of the API to hold theirs against.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";

/** Where the packages of tests/peers/clients.txt are; none where tests/run did not start this. */
export const PACKAGES = process.env.SENTIA_TEST_CLIENTS;

// A command that ends; its output. Not waited for with spawnSync, so that a server in this process could answer.
export function run(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
  return new Promise((done, failed) => {
    child.on("error", failed);
    child.on("close", (status) => done({ status, stdout, stderr }));
  });
}

export const environment = () => ({ ...process.env, PYTHONPATH: PACKAGES, PYTHONDONTWRITEBYTECODE: "1" });

/** What a script of clients/ prints. */
export async function python(script, ...args) {
  const path = new URL(`clients/${script}`, import.meta.url).pathname;
  const { status, stdout, stderr } = await run("python3", [path, ...args], { env: environment() });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

/** The answer of /v1 to a question: a ShownTurn. */
export async function answer(url, question, { person = "cfo", thread = "new" } = {}) {
  const messages = [{ id: "1", role: "user", content: question }];
  const body = JSON.stringify({ threadId: thread, runId: crypto.randomUUID(), messages, tools: [], context: [] });
  const headers = { "Sentia-Person": person, "Content-Type": "application/json" };
  const events = await (await fetch(`${url}/v1/runs`, { method: "POST", headers, body })).text();
  const frames = events.split("\n\n").map((part) => /^data: ?(.*)$/m.exec(part)?.[1]);
  const frame = frames.filter(Boolean).map((data) => JSON.parse(data)).find((one) => one.type === "ACTIVITY_SNAPSHOT");
  assert.ok(frame, events);
  return frame.content;
}

/** The rows of its tables, each as texts. */
export const rows = (turn) =>
  turn.blocks.filter((block) => block.kind === "table").flatMap((table) => table.rows.map((row) => row.cells.map((cell) => cell.text)));

export const prose = (turn) =>
  turn.blocks.filter((block) => block.kind === "prose").flatMap((block) => block.spans.map((span) => span.text)).join("");
