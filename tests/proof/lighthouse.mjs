// Measures pages with Lighthouse: mobile profile, simulated throttling, the median of several runs.
// Usage: node lighthouse.mjs RUNS BASE < pages.json > results.json
// pages.json: [[name, path], …]. Each result: name, path, scores of the four categories (0 to 100),
// largest paint and blocking time in milliseconds, layout shift, and the audits that failed.
import { readFileSync } from "node:fs";
import * as launcher from "chrome-launcher";
import lighthouse from "lighthouse";

const [runs, base] = [Number(process.argv[2]), process.argv[3]];
const pages = JSON.parse(readFileSync(0, "utf8"));
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const flags = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  // The certificate is one of our own making.
  "--ignore-certificate-errors",
];

const measure = async (name, path, port) => {
  // A page that asks not to be indexed is meant to.
  const skipAudits = name.startsWith("embed") ? ["is-crawlable"] : [];
  const results = [];
  // Now and then a browser loses the record of a load; Lighthouse asks to be run again then.
  for (let left = 3; results.length < runs; ) {
    const { lhr } = await lighthouse(base + path, { port, output: "json", logLevel: "error", skipAudits });
    if (!lhr.runtimeError) {
      results.push(lhr);
    } else if (!(left -= 1)) {
      throw new Error(`${path}: ${lhr.runtimeError.message}`);
    }
  }
  const value = (id) => median(results.map((lhr) => lhr.audits[id].numericValue));
  const failed = new Set();
  for (const { audits, categories } of results) {
    for (const category of Object.values(categories)) {
      for (const { id, weight } of category.auditRefs) {
        const { score } = audits[id];
        if (weight > 0 && score !== null && score < 0.9) {
          failed.add(id);
        }
      }
    }
  }
  const scores = Object.fromEntries(
    Object.keys(results[0].categories).map((id) => [
      id,
      Math.round(100 * median(results.map((lhr) => lhr.categories[id].score))),
    ]),
  );
  return {
    name,
    path,
    scores,
    paint: value("largest-contentful-paint"),
    blocking: value("total-blocking-time"),
    shift: value("cumulative-layout-shift"),
    bytes: value("total-byte-weight"),
    failed: [...failed].sort(),
  };
};

const chrome = await launcher.launch({ chromePath: process.env.CHROME_PATH, chromeFlags: flags });
const results = [];
for (const [name, path] of pages) {
  const found = await measure(name, path, chrome.port);
  results.push(found);
  const told = [...Object.values(found.scores), Math.round(found.paint), Math.round(found.blocking)];
  process.stderr.write(`${results.length}/${pages.length} ${name}: ${told.join(" ")}\n`);
}
await chrome.kill();
process.stdout.write(JSON.stringify(results));
