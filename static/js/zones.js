// The table of zones: found by name in either language or pinyin, filtered by the map and back,
// sorted by column.
{
  const form = document.querySelector(".choose");
  const { province, sort } = form.elements;
  const table = document.querySelector(".zones");
  const said = document.querySelector(".choose__said [role=status]");
  const loose = table.createTBody();
  let words;
  const heads = [...table.tHead.rows[0].cells];
  const columns = ["zone", "city", "year", "name", "place"];
  const map = document.querySelector(".tiles ul");
  const tiles = [...map.querySelectorAll("a")];
  for (const group of [...table.tBodies].slice(0, -1)) {
    province.append(new Option(group.querySelector("a").textContent, group.id));
  }
  const steps = [...document.querySelectorAll(".tiles__key .tile")].map((step) => parseInt(step.textContent));
  const idOf = (tile) => tile.pathname.split("/").at(-2);

  // Small letters without tones, whether typed as marks or digits; ü may come as v.
  const fold = (text) =>
    text
      .normalize("NFD")
      .toLowerCase()
      .replace(/\p{M}|['’]/gu, "")
      .replace(/([a-z])[1-5]/g, "$1")
      .replace(/([ln])v/g, "$1u")
      .split(/[^\p{L}\p{N}]+/u)
      .filter(Boolean);
  // A name from each of its words on, run together: “ guangzhounansha nansha”.
  const runs = (text) => fold(text).map((_, i, words) => " " + words.slice(i).join("")).join("");

  const items = [...table.querySelectorAll("[scope=row]")].map(({ parentNode: row }) => {
    const group = row.parentNode;
    const [zone, city, year, name, place] = row.cells;
    const names = [zone, city, ...group.rows[0].querySelectorAll("a, i")].flatMap((x) => x.children.length ? [...x.children] : x);
    const hits = (word) => item.words.includes((word < "{" ? " " : "") + word);
    const item = {
      words: names.map((x) => runs(x.textContent)).join(""),
      row,
      group,
      texts: [...row.cells].map((cell) => cell.textContent.trim()),
      has: {
        province: [group.id],
        year: [year.querySelector("u") ? "open" : "given"],
        name: [name.querySelector("u") ? "lists-only" : "independent"],
        place: [place.textContent ? "known" : "none"],
      },
      says: (typed) => hits(fold(typed).join("")) || fold(typed).every(hits),
    };
    return item;
  });

  const { update, change } = narrow(form, items, (left, count) => {
    for (const { row, group } of items) row.hidden = group.hidden = true;
    for (const { row, group } of left) row.hidden = group.hidden = false;
    for (const tile of tiles) {
      const number = count("province", idOf(tile));
      tile.firstElementChild.textContent = number;
      tile.className = `tile tile--${steps.filter((least) => number >= least).length}`;
      tile.ariaCurrent = province.value === idOf(tile) ? "true" : null;
    }
    // Said after how many are left: by what they are sorted.
    const head = heads.find(({ ariaSort }) => ariaSort);
    if (head && words) said.textContent += ` · ${words[head.ariaSort].replace("{column}", head.textContent)}`;
  });

  // Pinyin, and names in the other language: what the rows do not show; and words about sorting.
  const script = document.createElement("script");
  script.src = "names.js";
  script.onload = () => {
    ({ words } = script.spec);
    for (const item of items) item.words += script.spec.names[idOf(item.row.querySelector("a"))].map(runs).join("");
    for (const head of heads) head.firstChild.title = words.by.replace("{column}", head.textContent);
    update();
  };
  document.head.append(script);

  form.onsubmit = (event) => {
    event.preventDefault();
    const found = items.filter(({ row }) => !row.hidden);
    if (found.length === 1) found[0].row.querySelector("a").click();
  };

  // Numbers come before words, and nothing comes last whichever way a column is sorted.
  const compare = (a, b, sign) =>
    a && b ? sign * a.localeCompare(b, document.documentElement.lang, { numeric: true }) : !a - !b;

  // Rows stand under their provinces, or, sorted, in one run with the province named in each.
  const order = () => {
    const down = sort.value.startsWith("-");
    const column = columns.indexOf(sort.value.replace("-", ""));
    heads.forEach((head, i) => (head.ariaSort = i !== column ? null : down ? "descending" : "ascending"));
    table.classList.toggle("zones--sorted", column >= 0);
    const sorted = [...items];
    if (column >= 0) sorted.sort((a, b) => compare(a.texts[column], b.texts[column], down ? -1 : 1));
    for (const { row, group } of sorted) {
      (column < 0 ? group : loose).append(row);
      if (column >= 0 && !row.querySelector(".zones__province")) {
        const name = document.createElement("span");
        name.className = "zones__province";
        name.textContent = group.querySelector("a").textContent;
        row.cells[1].append(" ", name);
      }
    }
  };
  heads.forEach((head, i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
    button.onclick = () => {
      sort.value = { ascending: "-" + columns[i], descending: "" }[head.ariaSort] ?? columns[i];
      order();
      change();
    };
  });
  order();

  // A province chosen on the map filters the table; chosen again, no more.
  map.onclick = (event) => {
    const tile = event.target.closest("a");
    if (!tile || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    province.value = province.value === idOf(tile) ? "" : idOf(tile);
    change();
    const { top } = table.getBoundingClientRect();
    if (top > innerHeight - 80 || top < 0) table.parentNode.scrollIntoView();
  };

  // One stop of the Tab key; arrow keys go to the next tile in their direction.
  const stop = (tile) => tiles.forEach((other) => (other.tabIndex = other === tile ? 0 : -1));
  stop(tiles.find((tile) => tile.ariaCurrent) ?? tiles[0]);
  map.addEventListener("focusin", ({ target }) => stop(target));
  map.onkeydown = (event) => {
    const [x, y] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [];
    if (x === undefined) return;
    event.preventDefault();
    const from = event.target.getBoundingClientRect();
    const far = (tile) => {
      const to = tile.getBoundingClientRect();
      const [dx, dy] = [to.left - from.left, to.top - from.top];
      const ahead = dx * x + dy * y;
      return ahead > 1 ? ahead + 3 * Math.abs(dx * y + dy * x) : Infinity;
    };
    const next = tiles.reduce((best, tile) => (far(tile) < far(best) ? tile : best), event.target);
    next.focus();
  };

  // The reader’s own province is chosen beneath the map, too.
  const own = document.querySelector(".own");
  own.onclick = () => fetchScript(folder + "own.js");
  if (kept.province) own.click();
}
