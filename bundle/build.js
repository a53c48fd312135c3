// Makes out/: the libraries that readers fetch when they explore a figure or search, the style
// sheet of the first, and the licences of all that is in them. `make site` runs this once; it
// needs no network.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

import { parse } from "acorn";
import { build } from "esbuild";

import { D3, LEFT_OUT_STYLES, MODULES, PACKAGES } from "./cuts.js";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "out");
const require = createRequire(import.meta.url);
const plotly = dirname(require.resolve("plotly.js/package.json"));
const { version } = require("plotly.js/package.json");

const OPTIONS = { bundle: true, write: false, legalComments: "none", target: "es2020" };

const used = new Set();

const leaveOut = {
  name: "leave-out",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^[^.]/ }, ({ path }) => {
      return path in PACKAGES ? { path, namespace: "kept" } : undefined;
    });
    onLoad({ filter: /./, namespace: "kept" }, async ({ path }) => {
      return { contents: await flatten(instead(PACKAGES, path)) };
    });
    onLoad({ filter: /plotly\.js.src.+\.js$/ }, ({ path }) => {
      const name = path.slice(plotly.length + "/src/".length).replaceAll(sep, "/");
      const whole = () => withoutDescriptions(readFileSync(path, "utf8"));
      return { contents: name in MODULES ? instead(MODULES, name) : whole() };
    });
    onLoad({ filter: /@plotly.d3.d3\.js$/ }, async ({ path }) => {
      return { contents: await flatten(trimD3(readFileSync(path, "utf8"))) };
    });
  },
};

function instead(cuts, name) {
  used.add(name);
  return cuts[name];
}

// Give a module with only what is used of it, in the form that `require` takes.
async function flatten(contents) {
  const made = await build({
    ...OPTIONS,
    stdin: { contents, resolveDir: here },
    format: "cjs",
    define: { this: "self" },
    footer: { js: "module.exports = module.exports.default ?? module.exports;" },
    metafile: true,
  });
  Object.keys(made.metafile.inputs).forEach((path) => parts.add(path));
  return made.outputFiles[0].text;
}

// D3 comes as one closure. Opened, and without what is assigned to other names than the kept
// ones, its functions can be dropped where nothing calls them any more.
function trimD3(source) {
  const [{ expression }] = parse(source, { ecmaVersion: 2020 }).body;
  const { body } = expression.argument.callee.object.body;
  const last = body.pop(); // offers itself to the page
  if (!source.slice(last.start, last.end).includes("module.exports = d3")) {
    throw new Error("d3.js ends otherwise than expected");
  }
  const above = (name, path) => `${name}.`.startsWith(`${path}.`);
  const kept = body.filter(({ expression: assignment }) => {
    const path = d3Path(assignment?.left);
    return !path || D3.some((name) => above(name, path) || above(path, name));
  });
  const text = kept.map(({ start, end }) => source.slice(start, end)).join("\n");
  return `${text}\nexport default d3;`;
}

// Give “scale.linear” for d3.scale.linear, and nothing for what is no part of d3.
function d3Path(node) {
  const names = [];
  for (; node?.type === "MemberExpression"; node = node.object) {
    names.unshift(node.property.name);
  }
  return node?.name === "d3" ? names.join(".") : "";
}

// Drop the description of every attribute: it is for the manual.
function withoutDescriptions(source) {
  const found = [];
  const visit = (node) => {
    if (node.type === "Property" && node.key.name === "description" && !node.shorthand) {
      found.push(node);
      return;
    }
    for (const child of Object.values(node).flat()) {
      if (typeof child?.type === "string") visit(child);
    }
  };
  if (source.includes("description:")) {
    visit(parse(source, { ecmaVersion: 2022 }));
  }
  return found.reduceRight((text, { start, end }) => {
    return text.slice(0, start) + text.slice(end).replace(/^\s*,/, "");
  }, source);
}

// Give the style sheet that the library would otherwise write into the page itself, without the
// rules for what is left out. The library puts each rule before all others, so the last is first.
function styleSheet() {
  const rules = [];
  const addStyleRule = (selector, style) => rules.unshift(`${selector}{${style}}`);
  const module = readFileSync(join(plotly, "build/plotcss.js"), "utf8");
  new Function("require", module)(() => ({ addStyleRule }));
  return rules.filter((rule) => !LEFT_OUT_STYLES.test(rule)).join("\n") + "\n";
}

// Give the licence of every package of which something is in the library.
function licences() {
  const names = [...parts].map((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]);
  return [...new Set(names.filter(Boolean))].sort().map((name) => {
    const folder = join(here, "node_modules", name);
    const about = packageOf(name);
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? readFileSync(join(folder, file), "utf8").trim() : `Licence: ${about.license}`;
    return `${name} ${about.version}\n\n${text}\n`;
  }).join(`\n${"-".repeat(80)}\n\n`);
}

// Give what a package says of itself; some do not let `require` read it.
function packageOf(name) {
  return JSON.parse(readFileSync(join(here, "node_modules", name, "package.json"), "utf8"));
}

const parts = new Set();
const library = await build({
  ...OPTIONS,
  entryPoints: [join(here, "entry.cjs")],
  format: "iife",
  globalName: "Plotly",
  minify: true,
  charset: "utf8",
  define: { global: "window" },
  plugins: [leaveOut],
  banner: { js: `/*! Parts of plotly.js ${version} and what it needs. Licences: "licences.txt" */` },
  metafile: true,
});
for (const [path, input] of Object.entries(Object.values(library.metafile.outputs)[0].inputs)) {
  if (input.bytesInOutput) parts.add(path);
}
// The library for searching is published whole: it has no parts to leave out.
const searching = await build({
  ...OPTIONS,
  stdin: { contents: 'export { default } from "minisearch";', resolveDir: here },
  format: "iife",
  globalName: "MiniSearch",
  minify: true,
  banner: { js: `/*! minisearch ${packageOf("minisearch").version}. Licences: "licences.txt" */` },
  footer: { js: "MiniSearch=MiniSearch.default;" },
  metafile: true,
});
Object.keys(searching.metafile.inputs).forEach((path) => parts.add(path));

const idle = [...Object.keys(MODULES), ...Object.keys(PACKAGES)].filter((name) => !used.has(name));
if (idle.length) {
  throw new Error(`cuts that meet nothing: ${idle.join(", ")}`);
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out);
writeFileSync(join(out, "plotly.css"), styleSheet());
writeFileSync(join(out, "licences.txt"), licences());
writeFileSync(join(out, "minisearch.js"), searching.outputFiles[0].text);
writeFileSync(join(out, "plotly.js"), library.outputFiles[0].text);
