// How long a turn takes in our own code, without a model: node tests/web/own-time.mjs [COUNT]
//
// Questions of evals/cases, each the first of a conversation, asked over /v1/runs one after the other; from the request to
// the end of its events. Asked twice: first anew, then with the results of the first time at hand.

import { loadavg, cpus } from "node:os";
import { readdirSync, readFileSync } from "node:fs";
import { start } from "./server.mjs";

const BARS = { 50: 20, 95: 50, 99: 100 }; // milliseconds
const WARMING = 20;

const count = Number(process.argv[2] ?? 300);
const folder = new URL("../../evals/cases/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".toml")).sort();
const cases = files.flatMap((name) => readFileSync(new URL(name, folder), "utf8").split("[[case]]").slice(1));
const found = cases.map((one) => /^ask = "((?:[^"\\]|\\.)*)"/m.exec(one)?.[1]).filter(Boolean);
const questions = [...new Set(found.map((text) => JSON.parse(`"${text}"`)))];
// The chief financial officer sees all rows, the others some: other statements, and nothing kept of each other's.
const all = ["cfo", "leeds", "line3"].flatMap((person) => questions.map((question) => ({ question, person })));
// Spread over all kinds of questions, the same ones each time.
const step = Math.max(1, all.length / count);
const asked = Array.from({ length: Math.min(count, all.length) }, (_, at) => all[Math.floor(at * step)]);

// More than a person may ask for in a minute.
const server = await start({ config: "[server]\nturns_per_minute = 1000000\n" });

async function turn({ question, person }) {
  const headers = { "Sentia-Person": person, "Content-Type": "application/json" };
  const messages = [{ id: "1", role: "user", content: question }];
  const body = JSON.stringify({ threadId: "new", runId: crypto.randomUUID(), messages, tools: [], context: [] });
  const began = performance.now();
  const reply = await fetch(`${server.url}/v1/runs`, { method: "POST", headers, body });
  const events = await reply.text();
  const time = performance.now() - began;
  if (!events.includes("RUN_FINISHED")) throw new Error(`"${question}" was not answered: ${events.slice(-500)}`);
  return { question, time };
}

const at = (sorted, percent) => sorted[Math.min(sorted.length - 1, Math.ceil((sorted.length * percent) / 100) - 1)];

async function measure(name) {
  const times = [];
  for (const one of asked) times.push(await turn(one));
  times.sort((a, b) => a.time - b.time);
  const shown = Object.entries(BARS).map(([percent, bar]) => `P${percent} ${at(times, percent).time.toFixed(1)} ms (bar ${bar})`);
  console.log(`${name}: ${shown.join(", ")}, longest ${times.at(-1).time.toFixed(0)} ms`);
  for (const { question, time } of times.slice(-5).reverse()) console.log(`    ${time.toFixed(0)} ms  ${question}`);
}

try {
  for (let at = 0; at < WARMING; at += 1) await turn({ question: `OEE of line ${1 + (at % 12)} yesterday`, person: "cfo" });
  console.log(`${asked.length} questions on ${cpus().length} processors, load ${loadavg()[0].toFixed(1)} at the beginning`);
  await measure("asked anew");
  await measure("asked again");
  console.log(`load ${loadavg()[0].toFixed(1)} at the end`);
} finally {
  await server.stop();
}
