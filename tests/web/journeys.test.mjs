// What people do on the page, each in every way that a browser can be set up.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { accessible, ask, finished, launch, leave, open, WAYS } from "./browser.mjs";
import { start } from "./server.mjs";

let server, browser;
before(async () => {
  server = await start();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  assert.equal(await server.stop(), 0, "the server ends well when it is asked to");
});

const journeys = {
  async "the first sight says who asks, when today is and what could be asked"(visit) {
    const { page } = await visit();
    await page.getByRole("heading", { name: "What would you like to know?" }).waitFor();
    await page.getByText("Today is 30 September 2026.").waitFor();
    assert.equal(await page.locator(".offer").count(), 4);
    await accessible(page, "the first sight");
  },

  async "each example is answered"(visit) {
    for (const person of ["cfo", "leeds", "line3"]) {
      const { page } = await visit("/", person);
      await page.locator(".offer").first().waitFor();
      const examples = await page.locator(".offer").allInnerTexts();
      assert.ok(examples.length > 0, person);
      for (const example of examples) {
        const answer = await ask(page, example);
        assert.equal(await answer.getAttribute("data-outcome"), "answered", `${example} as ${person}`);
        await page.locator(".new").evaluate((link) => link.click());
        await page.locator(".welcome").waitFor();
      }
    }
  },

  async "a question is answered in prose, a chart and a table"(visit) {
    const { page } = await visit();
    const answer = await ask(page, "OEE by line last week");
    const said = spawnSync(server.command, ["ask", "OEE by line last week", "--home", server.home], { encoding: "utf8" }).stdout;
    const prose = (await answer.locator(".prose").first().innerText()).replace(/\s+/g, " ");
    assert.equal(prose.trim(), said.split("\n\n")[0].replace(/\s+/g, " ").trim(), "the page says what the command says");
    assert.match(page.url(), /\/c\/c\d+$/);
    assert.equal(await answer.locator("tbody tr").count(), 12);
    const chart = answer.getByRole("img", { name: /^Bar chart: OEE by line.*highest.*lowest.*Target 75\.0%/i });
    // Drawn once its width is known; there is exactly one.
    await chart.waitFor();
    assert.equal(await answer.locator("rect.bar").count(), 12);
    await accessible(page, "an answer");
  },

  async "what a document says is quoted, with its passage below"(visit) {
    const { page } = await visit("/", "leeds");
    const answer = await ask(page, "How do I lock the press brake before changing tools?");
    assert.match(await answer.locator(".prose").first().innerText(), /“.*padlock.*” \[\d\]\./s);
    await answer.locator(".passages summary").first().click();
    await answer.getByRole("blockquote").first().waitFor();
    await accessible(page, "a passage");
  },

  async "a question is edited, and goes another way without losing the first"(visit) {
    const { page } = await visit();
    await ask(page, "OEE by line last week");
    await ask(page, "and by shift?");
    const first = page.url();
    await page.getByRole("button", { name: /^Edit the question “and by shift/ }).click();
    const edited = page.getByRole("textbox", { name: "The question", exact: true });
    await accessible(page, "editing");
    await edited.fill("only Leeds");
    await edited.press("Enter");
    await page.waitForFunction((address) => location.href !== address && document.querySelectorAll(".turn:not([aria-busy])").length === 2, first);
    const asked = await page.locator(".question").allInnerTexts();
    assert.deepEqual(asked, ["OEE by line last week", "only Leeds"]);
    await page.goto(first);
    await finished(page).nth(1).waitFor();
    assert.equal(await page.locator(".question").nth(1).innerText(), "and by shift?", "it stays as it was");
    await page.getByRole("button", { name: /^Edit the question “OEE by line/ }).click();
    await edited.fill("scrap rate last month");
    await edited.press("Enter");
    await page.waitForFunction(() => document.querySelectorAll(".question").length === 1);
    await finished(page).first().waitFor();
  },

  async "conversations are searched and pinned"(visit) {
    const { page } = await visit("/", "derby");
    await ask(page, "scrap rate last month");
    await page.locator(".new").evaluate((link) => link.click());
    await page.locator(".welcome").waitFor();
    await ask(page, "OEE yesterday");
    await page.locator(".new").evaluate((link) => link.click());
    const fold = page.getByRole("button", { name: "Conversations" });
    if (await fold.isVisible()) await fold.click();
    const search = page.getByRole("searchbox", { name: "Search your conversations" });
    await search.fill("SCRAP");
    await page.waitForFunction(() => [...document.querySelectorAll(".past a")].every((one) => /scrap/i.test(one.innerText)));
    await search.fill("nothing like it");
    await page.getByText("No conversation has these words.").waitFor();
    await search.fill("");
    const scrap = page.locator(".past a", { hasText: "scrap rate" }).first();
    await scrap.waitFor();
    await scrap.click();
    await page.getByRole("button", { name: "Pin", exact: true }).click();
    await page.getByRole("button", { name: "Unpin" }).waitFor();
    if (await fold.isVisible()) await fold.click();
    await page.waitForFunction(() => /^Pinned scrap rate/.test(document.querySelector(".past a").innerText));
    await accessible(page, "a pinned conversation");
    await page.getByRole("button", { name: "Unpin" }).click();
    await page.getByRole("button", { name: "Pin", exact: true }).waitFor();
  },

  async "an answer is shared with those who may see as much, and judged"(visit) {
    const { page } = await visit("/", "leeds");
    const answer = await ask(page, "OEE by line last week");
    const names = await answer.locator("svg text.label").evaluateAll((all) => all.map((one) => one.firstChild.data));
    assert.ok(names.length > 0 && names.every((name) => /^Line \d+$/.test(name)), `written out: ${names}`);
    await answer.getByRole("button", { name: "Share" }).click();
    const told = await answer.getByText("can read it at").innerText();
    const path = new URL(/http\S+/.exec(told)[0]).pathname;
    await answer.getByRole("button", { name: "Wrong or unclear" }).click();
    await answer.getByLabel("What should be otherwise?").fill("without the night shift");
    await accessible(page, "judging");
    await answer.getByRole("button", { name: "Send" }).click();
    await answer.getByText("Thank you.").waitFor();
    const feedback = spawnSync(server.command, ["feedback", "--home", server.home], { encoding: "utf8", cwd: server.home }).stdout;
    assert.match(feedback, /leeds {2}wrong {2}"OEE by line last week"\n {4}without the night shift/);

    const seen = await browser.newContext();
    const other = await seen.newPage();
    const read = async (person) => {
      await other.goto(server.url);
      await other.evaluate((id) => localStorage.setItem("sentia.person", id), person);
      await other.goto(server.url + path);
    };
    await read("cfo");
    await other.getByText("Asked by", { exact: false }).waitFor();
    await other.locator(".turn").waitFor();
    await accessible(other, "a shared answer");
    await read("line3");
    await other.getByRole("alert").getByText("more than you may see").waitFor();
    await seen.close();
  },

  async "an answer is taken along as a file"(visit) {
    const { page } = await visit();
    const answer = await ask(page, "OEE by line last week");
    for (const [label, begin] of [["PDF", "%PDF"], ["Excel", "PK"], ["Word", "PK"], ["CSV", ""]]) {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        answer.getByRole("button", { name: label, exact: true }).click(),
      ]);
      const bytes = readFileSync(await download.path(), "latin1");
      assert.ok(bytes.startsWith(begin) && bytes.length > 100, label);
    }
    assert.equal(await answer.getByRole("alert").count(), 0);
  },

  async "every figure in prose opens its cell"(visit) {
    const { page } = await visit();
    const answer = await ask(page, "OEE by line last week");
    const figures = answer.locator(".figure");
    assert.ok((await figures.count()) >= 4);
    for (let at = 0; at < (await figures.count()); at += 1) {
      const text = await figures.nth(at).innerText();
      await figures.nth(at).click();
      const sheet = page.getByRole("dialog");
      await sheet.waitFor();
      const value = await sheet.locator(".sheet-value").innerText();
      assert.equal(value.replace(/^[+−]/, ""), text);
      if (at === 0) {
        for (const name of ["Definition", "Data", "Rows", "From", "SQL as it ran"]) {
          await sheet.getByText(name, { exact: true }).first().waitFor();
        }
        await accessible(page, "a figure");
      }
      await page.keyboard.press("Escape");
      await sheet.waitFor({ state: "detached" });
      assert.ok(await figures.nth(at).evaluate((button) => button === document.activeElement), "the focus returns");
    }
  },

  async "the way it was computed is there, with filters, scope and SQL"(visit) {
    const { page } = await visit("/", "leeds");
    const answer = await ask(page, "scrap rate on Line 2 last month");
    await answer.getByText("How this was computed").click();
    const notes = answer.locator(".computed");
    await notes.getByText("Line is Line 2").waitFor();
    await notes.getByText("Leeds only").waitFor();
    await notes.getByText("SQL as it ran").click();
    assert.match(await notes.locator("pre").first().innerText(), /SELECT/);
    await accessible(page, "how it was computed");
  },

  async "a follow-up keeps what was asked"(visit) {
    const { page } = await visit();
    await ask(page, "OEE by line last week");
    await page.getByRole("button", { name: "compare with last year" }).click();
    await finished(page).nth(1).waitFor();
    const second = finished(page).nth(1);
    assert.equal(await second.locator("h2.question").innerText(), "compare with last year");
    assert.match(await second.locator("caption").innerText(), /OEE by line/);
    assert.equal(await page.locator(".next").count(), 1, "only the latest answer offers what comes next");
  },

  async "in doubt it asks back, and a button answers"(visit) {
    const { page } = await visit();
    const back = await ask(page, "price variance last month");
    assert.equal(await back.getAttribute("data-outcome"), "clarify");
    await accessible(page, "a question back");
    await back.locator(".offer").first().click();
    await finished(page).nth(1).waitFor();
    assert.equal(await finished(page).nth(1).getAttribute("data-outcome"), "answered");
  },

  async "what a person may not see is refused in words"(visit) {
    const { page } = await visit("/", "line3");
    const answer = await ask(page, "gross margin by product family");
    assert.equal(await answer.getAttribute("data-outcome"), "refused");
    assert.equal(await answer.locator("table").count(), 0);
    await accessible(page, "a refusal");
  },

  async "a statement looks like one"(visit) {
    const { page } = await visit();
    const answer = await ask(page, "P&L for August against budget");
    assert.ok((await answer.locator("tr.row-total").count()) >= 1);
    assert.ok((await answer.locator("tr.row-subtotal").count()) >= 1);
    await accessible(page, "a statement");
  },

  async "a course over time is a line with its ends named"(visit) {
    const { page } = await visit();
    const answer = await ask(page, "scrap rate by month this year");
    const chart = answer.getByRole("img", { name: /^Line chart: .* from .* to .*highest .*lowest/i });
    // Drawn once its width is known; there is exactly one.
    await chart.waitFor();
    assert.equal(await answer.locator(".line path").count(), 1);
    await accessible(page, "a line");
  },

  async "what is drawn is what suits the answer, also on a phone"(visit) {
    const { page } = await visit();
    for (const [question, name, mark] of [
      ["downtime by reason last month", /^Pareto chart: .*highest.*lowest/i, "rect.bar.minor"],
      ["scrap quantity by line and scrap reason last month", /^Heat map: /, "rect.cell"],
      ["control chart of the scrap rate by week", /^Control chart: .*highest.*lowest/i, "circle.marked"],
      ["why did revenue change last month", /^Bridge: .*\. From £.* to £.*: /, "rect.bar.total"],
    ]) {
      const answer = await ask(page, question);
      await answer.getByRole("img", { name }).first().waitFor();
      assert.ok((await answer.locator(mark).count()) > 0, question);
      await accessible(page, question);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${question} is ${wide} pixels too wide`);
    }
  },

  async "an address brings a conversation back, for its person alone"(visit) {
    const { page } = await visit();
    await ask(page, "revenue in August");
    await ask(page, "by plant");
    const path = new URL(page.url()).pathname;
    await page.reload();
    await finished(page).nth(1).waitFor();
    assert.equal(await finished(page).count(), 2);
    await page.goBack();
    await page.locator(".welcome").waitFor();
    await page.goForward();
    await finished(page).nth(1).waitFor();
    const stranger = await visit(path, "leeds");
    await stranger.page.getByRole("alert").waitFor();
    assert.match(await stranger.page.getByRole("alert").innerText(), /no conversation/);
    assert.equal(await finished(stranger.page).count(), 0);
    await accessible(stranger.page, "an address of somebody else's");
    return /404/;
  },

  async "a conversation is renamed and deleted"(visit) {
    const { page } = await visit();
    await ask(page, "energy by plant last month");
    await page.getByRole("button", { name: "Rename" }).click();
    const title = `Board pack ${crypto.randomUUID()}`;
    await page.getByLabel("Title").fill(title);
    await accessible(page, "renaming");
    await page.keyboard.press("Enter");
    const entry = page.locator(".past a", { hasText: title });
    await entry.waitFor({ state: "attached" });
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("button", { name: "Keep" }).click();
    await page.getByRole("button", { name: "Delete" }).click();
    await accessible(page, "deleting");
    await page.getByRole("group", { name: "Delete the conversation" }).getByRole("button", { name: "Delete" }).click();
    await page.locator(".welcome").waitFor();
    await entry.waitFor({ state: "detached" });
  },

  async "another person begins anew, and sees other conversations"(visit) {
    const { page } = await visit();
    await ask(page, "on-time delivery last month");
    await page.locator("#person").evaluate((select) => {
      select.value = "leeds";
      select.dispatchEvent(new Event("change", { bubbles: true }));
    });
    await page.getByText("You see Leeds only.").waitFor();
    assert.equal(new URL(page.url()).pathname, "/");
    await page.locator(".past a", { hasText: "on-time delivery last month" }).first().waitFor({ state: "detached" });
  },

  async "a connection that is cut goes on by itself"(visit) {
    const { page } = await visit();
    let cuts = 0;
    await page.route("**/v1/runs", async (route) => {
      const response = await route.fetch();
      if (cuts > 0) return route.fulfill({ response });
      cuts += 1;
      const frames = (await response.text()).split("\n\n");
      await route.fulfill({ response, body: `${frames.slice(0, 9).join("\n\n")}\n\nid: 10\nda` });
    });
    const answer = await ask(page, "OEE by plant last week");
    assert.equal(cuts, 1);
    assert.equal(await answer.getAttribute("data-outcome"), "answered");
    assert.equal(await finished(page).count(), 1, "it is shown once");
  },

  async "an answer that is under way can be stopped"(visit) {
    const { page } = await visit();
    await page.route("**/v1/runs", () => {});
    await page.fill("#question", "OEE by line last week");
    await page.keyboard.press("Enter");
    await page.locator("[aria-busy=true]").waitFor();
    await accessible(page, "an answer under way");
    await page.getByRole("button", { name: "Stop" }).click();
    await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Ask", exact: true }).waitFor();
    return /404/;
  },

  async "a server that is gone is said to be"(visit) {
    const { page } = await visit();
    await page.context().setOffline(true);
    await page.fill("#question", "OEE");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    assert.match(await page.getByRole("alert").innerText(), /cannot be reached/);
    await accessible(page, "a fault");
    return /ERR_INTERNET_DISCONNECTED/;
  },

  async "a finished answer is told to a screen reader once"(visit) {
    const { page } = await visit();
    await page.evaluate(() => {
      globalThis.told = [];
      const status = document.querySelector("[role=status]");
      new MutationObserver(() => status.textContent && globalThis.told.push(status.textContent)).observe(status, {
        childList: true,
        characterData: true,
        subtree: true,
      });
    });
    await ask(page, "OEE by line last week");
    await page.waitForTimeout(300);
    const told = await page.evaluate(() => globalThis.told);
    assert.equal(told.length, 1, told.join(" | "));
    assert.match(told[0], /^Answer: OEE stood at .* A table follows\. A chart follows\.$/);
  },

  async "markup in a question is only text"(visit) {
    const { page } = await visit();
    const markup = '<img src=x onerror="document.title=1"><script>document.title=1</script> [a](javascript:alert(1))';
    const answer = await ask(page, markup);
    assert.equal(await page.locator(".page img, .page script, .page a").count(), 0);
    assert.ok((await answer.locator("h2").innerText()).includes("<img src=x"));
    assert.notEqual(await page.title(), "1");
  },

  async "all of it by keyboard alone"(visit) {
    const { page } = await visit();
    const focused = (selector) => page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);
    const tab = async (selector, key = "Tab") => {
      for (let presses = 0; presses < 60; presses += 1) {
        await page.keyboard.press(key);
        if (await focused(selector)) return;
      }
      assert.fail(`${selector} is not reached by ${key}`);
    };
    await tab(".skip");
    await page.keyboard.press("Enter");
    assert.ok(await focused("#question"), "the question is skipped to");
    await page.keyboard.type("OEE by line last week");
    await page.keyboard.press("Enter");
    await finished(page).first().waitFor();
    await tab(".figure", "Shift+Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await tab(".sheet .primary");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await tab("td .cell");
    await page.keyboard.press("ArrowDown");
    assert.ok(await page.evaluate(() => document.activeElement.closest("tr").rowIndex === 2));
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await tab(".computed summary");
    await page.keyboard.press("Enter");
    await page.getByText("by Sentia itself, without a model").waitFor();
    await tab(".next .offer");
    await page.keyboard.press("Enter");
    await finished(page).nth(1).waitFor();
  },

  async "nothing stands beyond the edge of the screen"(visit) {
    const { page } = await visit();
    for (const question of ["OEE by line last week", "P&L for August against budget", "scrap rate by line by month this year"]) {
      await ask(page, question);
      const [width, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(width <= screen, `${question}: ${width} of ${screen}`);
    }
  },
};

for (const way of Object.keys(WAYS)) {
  describe(way, () => {
    for (const [name, journey] of Object.entries(journeys)) {
      test(name, { timeout: 120_000 }, async () => {
        const visits = [];
        const visit = async (path, person) => {
          const opened = await open(browser, server.url, way, path, person);
          visits.push(opened);
          return opened;
        };
        const expected = await journey(visit);
        for (const one of visits) await leave(one, expected ?? /^$/);
      });
    }
  });
}
