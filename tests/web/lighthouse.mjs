// The page on a phone, as Lighthouse sees it: npm ci --prefix tests/web/lighthouse && node tests/web/lighthouse.mjs [RUNS]
//
// Its phone profile (a slow processor and network, simulated) over the loopback; the median of RUNS, three unless it is
// told. The figures want a machine that does nothing else.

import assert from "node:assert/strict";
import { cpus, loadavg } from "node:os";
import { launch } from "./browser.mjs";
import { start } from "./server.mjs";

const { default: lighthouse } = await import("./lighthouse/node_modules/lighthouse/core/index.js").catch(() => {
  throw new Error("Lighthouse is not here; run: npm ci --prefix tests/web/lighthouse");
});

const PORT = 9_337;
const runs = Number(process.argv[2] ?? 3);

const server = await start();
const browser = await launch([`--remote-debugging-port=${PORT}`]);

const transferred = (report, type) =>
  report.audits["network-requests"].details.items.filter((item) => item.resourceType === type).reduce((sum, item) => sum + item.transferSize, 0);

async function look() {
  const result = await lighthouse(server.url, { port: PORT, output: "json", logLevel: "error", formFactor: "mobile" });
  const report = result.lhr;
  if (report.runtimeError) throw new Error(report.runtimeError.message);
  const failed = Object.values(report.audits).filter((audit) => audit.score !== null && audit.score < 0.9);
  return {
    failed: failed.map((audit) => `${audit.id}: ${audit.displayValue ?? audit.title}`),
    performance: report.categories.performance.score * 100,
    accessibility: report.categories.accessibility.score * 100,
    practices: report.categories["best-practices"].score * 100,
    lcp: report.audits["largest-contentful-paint"].numericValue / 1000,
    observed: report.audits.metrics.details.items[0].observedLargestContentfulPaint / 1000,
    cls: report.audits["cumulative-layout-shift"].numericValue,
    blocking: report.audits["total-blocking-time"].numericValue,
    script: transferred(report, "Script") / 1000,
    all: report.audits["total-byte-weight"].numericValue / 1000,
  };
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

try {
  console.log(`${cpus().length} processors, load ${loadavg()[0].toFixed(1)} at the beginning`);
  const looks = [];
  for (let run = 0; run < runs; run += 1) looks.push(await look());
  const of = (name) => median(looks.map((one) => one[name]));
  const lines = [
    ["performance", of("performance").toFixed(0), "at least 95", of("performance") >= 95],
    ["accessibility", of("accessibility").toFixed(0), "100", of("accessibility") === 100],
    ["largest contentful paint", `${of("lcp").toFixed(2)} s`, "under 1.0 s", of("lcp") < 1],
    ["cumulative layout shift", of("cls").toFixed(3), "under 0.02", of("cls") < 0.02],
    ["script before a chart is needed", `${of("script").toFixed(1)} KB`, "at most 150 KB packed", of("script") <= 150],
  ];
  for (const [name, figure, bar, met] of lines) console.log(`${met ? "ok  " : "FAIL"}  ${name}: ${figure} (bar: ${bar})`);
  console.log(`      best practices ${of("practices").toFixed(0)}, blocking time ${of("blocking").toFixed(0)} ms, paint as it was ${of("observed").toFixed(2)} s, all bytes ${of("all").toFixed(0)} KB`);
  for (const told of looks.at(-1).failed) console.log(`      ${told}`);
  assert.ok(lines.every((line) => line[3]), "a bar is not met");
} finally {
  await browser.close();
  await server.stop();
}
