// Draws the pictures of the README: node tests/web/pictures.mjs channels/web/pictures

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ask, launch, open } from "./browser.mjs";
import { start } from "./server.mjs";

const folder = process.argv[2] ?? "pictures";
mkdirSync(folder, { recursive: true });
const server = await start();
const browser = await launch();

async function draw(name, way, question, look = async () => {}) {
  const { page } = await open(browser, server.url, way);
  await page.evaluate(() => document.fonts.ready);
  const answer = await ask(page, question);
  await look(page, answer);
  await page.waitForTimeout(300);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await page.context().close();
}

const top = (page) => page.evaluate(() => scrollTo(0, 0));
try {
  await draw("light", "default", "OEE by line last week", top);
  await draw("figure", "default", "OEE by line last week", async (page, answer) => {
    await top(page);
    await answer.locator(".figure").nth(1).click();
  });
  await draw("dark", "dark", "P&L for August against budget", top);
  await draw("phone", "phone", "scrap rate by month this year", top);
} finally {
  await browser.close();
  await server.stop();
}
