// Searches everything that has an address: over the page, and in its place on the page of the
// search and on that of lost readers. Fetched by switches.js; fetches the library, the style sheet
// and the entries (entries.js beside the page of the search).
{
  const script = document.currentScript;
  const lang = document.documentElement.lang;
  const place = document.querySelector(".search-place");
  const SHOWN = 5;

  const make = (name, properties = {}, ...children) => {
    const node = Object.assign(document.createElement(name), properties);
    node.append(...children);
    return node;
  };

  const styled = new Promise((done, fail) => {
    const sheet = make("link", { rel: "stylesheet", href: folder + "search.css", onload: done, onerror: fail });
    document.head.append(sheet);
  });

  // Words as they are compared: small letters without accents. Chinese stands without spaces, so
  // every two characters side by side are a word.
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const cut = (text) =>
    (fold(text).match(/\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu) ?? []).flatMap((run) =>
      /\p{Script=Han}{2}/u.test(run) ? [...run].slice(1).map((sign, index) => [...run][index] + sign) : run,
    );

  // What is more likely meant comes first where words fit equally well.
  const LIKELY = { page: 1.6, measure: 1.4, province: 1.4, term: 1.2, zone: 1.2, section: 0.8, source: 0.6 };

  class Index {
    constructor({ entries }) {
      this.entries = entries.map(([kind, address, title, also, text], id) => {
        return { id, kind, address, title, also, text, path: address.replaceAll("-", "") };
      });
      this.engine = new MiniSearch({
        fields: ["title", "also", "path", "text"],
        tokenize: cut,
        processTerm: (word) => word,
        searchOptions: {
          boost: { title: 4, also: 3, path: 2 },
          boostDocument: (id) => LIKELY[this.entries[id].kind] ?? 1,
          prefix: true,
        },
      });
    }

    // Reads all entries, some at a time, so that whoever is writing is not kept waiting.
    async read() {
      await this.engine.addAllAsync(this.entries, { chunkSize: 50 });
    }

    // Gives what has all words, or these written as one (kun shan). Where nothing has, slips are
    // forgiven; then some of the words will do.
    find(query) {
      const all = (slips) =>
        this.engine.search({
          combineWith: "OR",
          queries: [query, query.replace(/\s+/g, "")].map((words) => ({ combineWith: "AND", queries: [words], ...slips })),
        });
      const some = (slips) => {
        const found = this.engine.search(query, slips);
        return found.filter(({ score }) => score > found[0].score / 2);
      };
      // One slip in a word of four letters, two in one of six; none in Chinese.
      const slips = {
        fuzzy: (word) => !/\p{Script=Han}/u.test(word) && word.length > 3 && (word.length > 5 ? 2 : 1),
      };
      let found = [];
      for (const attempt of [() => all({}), () => all(slips), () => some(slips), () => some({ fuzzy: 2 })]) {
        if (!found.length) found = attempt();
      }
      return found.map(({ id, terms }) => ({ ...this.entries[id], terms }));
    }
  }

  // Gives a text with the words marked that were found; a long one from shortly before the first.
  const marked = (text, terms, most = Infinity) => {
    const low = fold(text).length === text.length ? fold(text) : text.toLowerCase();
    const hits = new Set();
    for (const term of terms) {
      for (let at = low.indexOf(term); at >= 0; at = low.indexOf(term, at + 1)) {
        for (let sign = at; sign < at + term.length; sign += 1) hits.add(sign);
      }
    }
    const first = Math.min(...hits, text.length);
    let from = text.length > most && first < text.length ? Math.max(0, Math.round(first - most / 3)) : 0;
    if (from) from += Math.max(0, text.slice(from, first).search(/(?<=[\s，。；：、])/u));
    const to = Math.min(text.length, from + most);
    const pieces = [from ? "…" : ""];
    for (let at = from; at < to; ) {
      const is = hits.has(at);
      let end = at;
      while (end < to && hits.has(end) === is) end += 1;
      const piece = text.slice(at, end);
      pieces.push(is ? make("mark", {}, piece) : piece);
      at = end;
    }
    return [...pieces, to < text.length ? "…" : ""];
  };

  class Search {
    constructor(home, spec) {
      this.home = home;
      this.spec = spec;
      this.index = new Index(spec);
      this.box = place?.firstElementChild ?? madeBox();
      const [label, line, hint] = this.box.children;
      this.field = line.firstElementChild;
      label.textContent = spec.words.label;
      hint.textContent = spec.words.hint;
      this.said = make("p", { className: "search__said" });
      this.said.setAttribute("role", "status");
      this.found = make("div", { className: "search__found" });
      this.box.append(this.said, this.found);
      this.box.lang = spec.lang;
      this.reading = this.index.read().then(() => {
        this.reading = undefined;
        this.show();
      });
      this.field.addEventListener("input", () => this.show());
      this.box.addEventListener("keydown", (event) => this.press(event));
    }

    // Arrows go through the results and back to the field; Escape goes back, then empties it.
    press(event) {
      const links = [...this.found.querySelectorAll("a, button")];
      const at = links.indexOf(document.activeElement);
      const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
      const inField = document.activeElement === this.field;
      if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
      if (event.key === "Escape" && (!inField || this.field.value)) {
        if (inField) this.ask("");
        this.field.focus();
      } else if (event.key === "Enter" && inField) {
        this.enter(links[0]);
      } else if (to !== undefined && !(inField && event.key !== "ArrowDown")) {
        (links[to] ?? (to < 0 ? this.field : links[at]))?.focus();
      } else return;
      event.preventDefault();
      event.stopPropagation();
    }

    enter(first) {
      first?.focus();
    }

    ask(query) {
      this.field.value = query;
      this.show();
    }

    show() {
      if (this.reading) return;
      const { words, kinds } = this.spec;
      const query = this.field.value.trim();
      const found = query ? this.index.find(query) : [];
      const groups = Map.groupBy ? Map.groupBy(found, ({ kind }) => kind) : grouped(found);
      this.found.replaceChildren(...[...groups].map(([kind, entries]) => this.group(kinds[kind], entries)));
      this.shown?.(query);
      clearTimeout(this.later);
      const text = found.length ? words.count : words.none;
      this.later = setTimeout(() => {
        this.said.textContent = query && text.replace("{n}", found.length).replace("{query}", query);
      }, 300);
    }

    group(name, entries) {
      const list = make("ul", {}, ...entries.slice(0, SHOWN).map((entry) => this.item(entry)));
      const section = make("section", {}, make("h2", {}, name, " ", make("span", {}, `${entries.length}`)), list);
      const rest = entries.slice(SHOWN);
      if (rest.length) {
        const more = make("button", { type: "button" }, this.spec.words.more.replace("{n}", rest.length));
        more.onclick = () => {
          list.append(...rest.map((entry) => this.item(entry)));
          more.remove();
          list.children[SHOWN].firstChild.focus();
        };
        section.append(more);
      }
      return section;
    }

    item({ address, title, also, text, terms }) {
      const file = address.replace(/(^|\/)(?=#|$)/, "$1index.html");
      const link = make("a", { href: new URL(`../${file}`, this.home) }, ...marked(title, terms));
      const lines = [link];
      const low = fold(also);
      if (also && terms.some((term) => low.includes(term))) {
        lines.push(make("p", { className: "search__also" }, ...marked(also, terms, 90)));
      }
      if (text) lines.push(make("p", {}, ...marked(text, terms, /\p{Script=Han}{9}/u.test(text) ? 75 : 150)));
      return make("li", {}, ...lines);
    }
  }

  // The box, as a page with a place for it has it (components/search.html).
  const madeBox = () => {
    const field = make("input", { type: "search", id: "search-field", autocomplete: "off", spellcheck: false });
    field.setAttribute("enterkeyhint", "search");
    field.setAttribute("aria-describedby", "search-hint");
    const box = make("div", { className: "search" },
      make("label", { htmlFor: "search-field" }),
      make("div", { className: "search__line" }, field),
      make("p", { id: "search-hint", className: "search__hint" }),
    );
    box.setAttribute("role", "search");
    return box;
  };

  const grouped = (found) => {
    const groups = new Map();
    for (const entry of found) groups.set(entry.kind, [...(groups.get(entry.kind) ?? []), entry]);
    return groups;
  };

  const allLists = ({ home, spec }) => make("a", { href: home, className: "search__all" }, spec.words.all);

  // Over any page.
  const overlay = (search) => {
    const { words } = search.spec;
    const close = make("button", { type: "button", className: "search__close", title: words.close }, "×");
    const dialog = make("dialog", { className: "search-over" }, search.box);
    dialog.setAttribute("aria-label", words.label);
    search.field.after(close);
    search.box.append(allLists(search));
    close.onclick = () => dialog.close();
    close.setAttribute("aria-label", words.close);
    dialog.onclick = ({ target }) => (target === dialog || target.closest("a")) && dialog.close();
    search.enter = () => {
      location.assign(`${search.home}?q=${encodeURIComponent(search.field.value.trim())}`);
    };
    document.body.append(dialog);
    return () => {
      dialog.showModal();
      search.field.select();
    };
  };

  // In its place on the page, its question in the address.
  const inPlace = (search) => {
    const lists = document.querySelector(".lists");
    const lost = place.dataset.lost !== undefined;
    search.shown = (query) => {
      if (lists) lists.hidden = query !== "";
      clearTimeout(search.note);
      if (!lost && location.protocol !== "file:") {
        search.note = setTimeout(() => {
          history.replaceState(null, "", query ? `?q=${encodeURIComponent(query)}` : location.pathname);
        }, 300);
      }
    };
    if (lost) search.box.append(allLists(search));
    // What a reader has written meanwhile goes before what the address says.
    search.field.value ||= lost ? wanted() : (new URLSearchParams(location.search).get("q") ?? "");
    return (byReader) => byReader && search.field.focus();
  };

  // Gives the words of the last part of an address that leads nowhere.
  const wanted = () => {
    const parts = decodeURIComponent(location.pathname).split("/").filter((part) => !/^(index\.html|zh|404\.html)?$/.test(part));
    return (parts.at(-1) ?? "").replace(/\.\w+$/, "").replace(/[-_+.]+/g, " ");
  };

  let opened;
  script.spec = async (link, event) => {
    // A server may have one page for lost readers; who looked for Chinese finds Chinese.
    const home = place?.dataset.zh && location.pathname.includes("/zh/") ? new URL(place.dataset.zh, location) : link.href;
    opened ??= Promise.all([
      fetchScript(String(new URL("entries.js", home))),
      fetchScript(folder + "minisearch.js"),
      styled,
    ]).then(([spec]) => (place ? inPlace : overlay)(new Search(home, spec)));
    (await opened)(event.isTrusted);
  };
}
