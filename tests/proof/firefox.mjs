// Opens pages in Firefox, narrow and wide, and tells what is wrong with each.
// Usage: node firefox.mjs FIREFOX BASE PICTURES < pages.json > results.json
// pages.json: [[name, path], …]. Each result: name, complaints of the browser, how far the page runs
// over a phone's edge, figures without exactly one drawing, the colours before and after a press
// of the switch; then what the search found, and which tile is framed as the reader's own.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import puppeteer from "puppeteer-core";

const [executablePath, base, pictures] = process.argv.slice(2);
const pages = JSON.parse(readFileSync(0, "utf8"));
mkdirSync(pictures, { recursive: true });
const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });
const page = await browser.newPage();
let complaints = [];
page.on("console", (message) => ["error", "warn"].includes(message.type()) && complaints.push(message.text()));
page.on("pageerror", (error) => complaints.push(String(error)));
page.on("requestfailed", (request) => complaints.push(request.url()));

const colour = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
const results = [];
for (const [name, path] of pages) {
  complaints = [];
  const result = { name };
  for (const [size, width, height] of [["wide", 1440, 900], ["narrow", 320, 640]]) {
    await page.setViewport({ width, height });
    await page.goto(base + path, { waitUntil: "load" });
    Object.assign(result, {
      [size]: await page.evaluate(() => ({
        over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        undrawn: [...document.querySelectorAll("figure.figure, main.embed")].filter((figure) => {
          const seen = [...figure.querySelectorAll("svg.drawing")].filter((svg) => svg.getBoundingClientRect().width > 0);
          return seen.length !== 1;
        }).length,
      })),
    });
    await page.screenshot({ path: join(pictures, `${name.replaceAll(" ", "-")}-${size}.png`) });
  }
  if (await page.$(".scheme")) {
    const before = await colour();
    await page.click(".scheme");
    result.switched = [before, await colour()];
    await page.evaluate(() => localStorage.clear());
  }
  results.push({ ...result, complaints });
}

await page.goto(`${base}search/?q=昆山`, { waitUntil: "load" });
await page.waitForSelector(".search__found a");
const found = await page.$$eval(".search__found a", (links) => links.map((link) => link.pathname));

// A province kept on the device is framed on the map of the zones.
await page.goto(`${base}zones/`, { waitUntil: "load" });
await page.evaluate(() => localStorage.setItem("province", "jiangsu"));
await page.reload({ waitUntil: "load" });
await page.waitForSelector(".tiles a[title]");
const framed = await page.$$eval(".tiles a[title]", (tiles) => tiles.map((tile) => tile.pathname));
await browser.close();
process.stdout.write(JSON.stringify({ pages: results, found, framed }));
