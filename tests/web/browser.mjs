// Chromium in each way that people set it up, and the checks that every page must pass in it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const WAYS = {
  default: {},
  dark: { colorScheme: "dark" },
  "forced colours": { forcedColors: "active" },
  "reduced motion": { reducedMotion: "reduce" },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
};

export function launch(more = []) {
  return chromium.launch({
    executablePath: process.env.SENTIA_TEST_CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...more,
    ],
  });
}

/** A new profile on the page at `path`; anything the page complains of fails the test in `leave`. */
export async function open(browser, url, way, path = "/", person = "cfo") {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...WAYS[way] });
  await context.addInitScript((id) => localStorage.getItem("sentia.person") ?? localStorage.setItem("sentia.person", id), person);
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await page.goto(url + path);
  await page.locator("#person option").first().waitFor({ state: "attached" });
  return { page, complaints };
}

export async function leave({ page, complaints }, expected = /^$/) {
  await page.context().close();
  const others = complaints.filter((text) => !expected.test(text));
  assert.deepEqual(others, [], "the browser complained");
}

export async function ask(page, question) {
  const before = await finished(page).count();
  await page.fill("#question", question);
  await page.press("#question", "Enter");
  await finished(page).nth(before).waitFor();
  return finished(page).nth(before);
}

export function finished(page) {
  return page.locator(".turn:not([aria-busy])");
}

/** No violation of any rule of axe's, once what fades in or out has done so: half-way, no colour is one that is meant. */
export async function accessible(page, what) {
  await page.evaluate(() => {
    const ending = document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime !== Infinity);
    return Promise.allSettled(ending.map((one) => one.finished));
  });
  await page.evaluate(AXE);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const told = found.violations.map((one) => `${one.id}: ${one.help} ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`);
  assert.deepEqual(told, [], `${what} has faults of accessibility`);
}
