// The preview's side in the browser: takes over what changed, in place, and shows what is wrong.
// Only `python build.py serve` sends it; no published page holds it. It is a module: its names
// are its own, whatever the page's scripts are called.

const here = location.pathname;
let shown = document.querySelector('meta[name="preview-version"]').content;
let known = null; // the page as it was sent, before its scripts worked on it
let asked = 0;
let exists = null; // whether there is a page at this address

const fetchPage = async () => {
  const answer = await fetch(here, { cache: "no-store" });
  return new DOMParser().parseFromString(await answer.text(), "text/html");
};

// Make `live` show what `next` says, where it differs from `last`; all three began the same.
const patch = (last, next, live) => {
  if (last.isEqualNode(next)) return;
  if (live.nodeType === Node.TEXT_NODE && next.nodeType === Node.TEXT_NODE) {
    live.data = next.data;
    return;
  }
  const elements = [last, next, live].every((node) => node.nodeType === Node.ELEMENT_NODE);
  if (!elements || live.nodeName !== next.nodeName) {
    live.replaceWith(document.importNode(next, true));
    return;
  }
  for (const { name } of [...last.attributes]) {
    if (!next.hasAttribute(name)) live.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (last.getAttribute(name) !== value) live.setAttribute(name, value);
  }
  const [olds, news, lives] = [last, next, live].map((node) => [...node.childNodes]);
  const kept = new Map(lives.filter((node) => node.id).map((node) => [node.id, node]));
  if (olds.length === news.length && olds.length === lives.length) {
    news.forEach((node, index) => patch(olds[index], node, lives[index]));
  } else if (olds.length === news.length && olds.every((o, i) => o.isEqualNode(news[i]) || kept.has(o.id))) {
    // A script of the page added to it; what changed is found by its id.
    news.forEach((node, index) => {
      if (!olds[index].isEqualNode(node)) patch(olds[index], node, kept.get(olds[index].id));
    });
  } else {
    live.replaceChildren(...news.map((node) => document.importNode(node, true)));
  }
};

// What the reader looks at stays where it is on the screen.
const keepingPlace = (work) => {
  const anchor = [...document.querySelectorAll("main [id], main p")].find(
    (node) => node.getBoundingClientRect().top >= 0,
  );
  const before = anchor && anchor.getBoundingClientRect().top;
  work();
  if (anchor && anchor.isConnected) scrollBy(0, anchor.getBoundingClientRect().top - before);
};

const swapStyles = (next) => {
  const wanted = [...next.querySelectorAll('link[rel="stylesheet"]')].map((link) => link.href);
  const links = [...document.querySelectorAll('head link[rel="stylesheet"]')];
  wanted.forEach((href, index) => {
    const old = links[index];
    if (!old || old.href === href) return;
    const fresh = old.cloneNode();
    fresh.href = href;
    fresh.addEventListener("load", () => old.remove());
    old.after(fresh);
  });
};

const scriptsOf = (page) => [...page.querySelectorAll("script[src]")].map((node) => node.src).join();

const renew = async (version) => {
  const mine = ++asked;
  const next = await fetchPage();
  if (mine !== asked) return;
  if (!known || scriptsOf(known) !== scriptsOf(next)) {
    location.reload();
    return;
  }
  swapStyles(next);
  document.querySelectorAll(".preview-mark").forEach((node) => node.remove());
  document.title = next.title;
  keepingPlace(() => patch(known.body, next.body, document.body));
  known = next;
  shown = version;
  document.documentElement.dataset.previewVersion = version;
};

// What is wrong and what is unfinished ---------------------------------------------------------

const panel = document.createElement("aside");
panel.className = "preview";
panel.setAttribute("aria-live", "polite");

const element = (name, className, text) => {
  const node = document.createElement(name);
  node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};

const problem = (found) => {
  const item = element("li", `preview__problem preview__problem--${found.severity}`);
  const where = [found.file, found.line, found.column].filter((part) => part).join(":");
  item.append(element("p", "preview__place", found.key ? `${where} ${found.key}` : where));
  item.append(element("p", "preview__words", `${found.message} ${found.remedy || ""}`));
  if (found.source.length) {
    const lines = found.source.flatMap(({ line, text, mark }) => {
      const row = `${String(line).padStart(5)} | ${text}`;
      return mark === null ? [row] : [row, `${" ".repeat(5)} | ${" ".repeat(mark)}^`];
    });
    item.append(element("pre", "preview__source", lines.join("\n")));
  }
  item.append(element("p", "preview__guide", `Cause and cure: ${found.guide}`));
  return item;
};

const list = (summary, found, open) => {
  const details = element("details", "preview__list");
  details.open = open;
  details.append(element("summary", "preview__summary", summary));
  const items = element("ol", "preview__problems");
  items.append(...found.slice(0, 20).map(problem));
  if (found.length > 20) items.append(element("li", "preview__more", `… and ${found.length - 20} more in the terminal`));
  details.append(items);
  return details;
};

const tell = ({ errors, unfinished, marks }) => {
  const parts = [];
  if (errors.length) {
    parts.push(list(`${errors.length} to mend; the page shown is the last that was right`, errors, true));
  } else if (unfinished.length) {
    parts.push(list(`Preview: ${unfinished.length} unfinished`, unfinished, false));
  }
  panel.replaceChildren(...parts);
  panel.classList.toggle("preview--wrong", errors.length > 0);
  document.body.after(panel);
  document.querySelectorAll(".preview-mark").forEach((node) => node.remove());
  for (const { element: id, page, language, words } of marks) {
    if (!document.documentElement.lang.startsWith(language)) continue;
    const top = page && `${here}/`.replace(/(index\.html)?\/+$/, "/").endsWith(page);
    const place = top ? document.querySelector("main") : document.getElementById(id);
    if (place) place.prepend(element("p", "preview-mark", words));
  }
};

const start = async () => {
  known = await fetchPage();
  const events = new EventSource(`/@preview/events?page=${encodeURIComponent(here)}`);
  events.addEventListener("message", async ({ data }) => {
    const news = JSON.parse(data);
    if (exists !== null && news.exists !== exists) location.reload();
    exists = news.exists;
    if (news.version !== shown && news.renew) await renew(news.version);
    shown = news.version;
    tell(news);
  });
};

start();
