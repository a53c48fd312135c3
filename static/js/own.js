// Puts a list of provinces in place of the button that asks for the reader's own, and marks its tile
// on the map; on the explainer, adds what there is to say of it.
{
  const own = document.querySelector(".own");
  const figure = document.getElementById("figure-tile-map");
  const select = document.createElement("select");

  const show = () => {
    for (const part of figure.querySelectorAll(".mine, .mine-mark")) part.remove();
    if (!select.value) return;
    fetchScript(`zones/${select.value}/mine.js`).then(({ sentence, page, yours, more, forget, kept, tile }) => {
      const note = document.createElement("p");
      note.className = "figure__note mine";
      const link = document.createElement("a");
      Object.assign(link, { href: page, textContent: more });
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "tag", textContent: forget, title: kept });
      note.innerHTML = `<b></b> ${sentence} `;
      note.firstChild.textContent = yours;
      note.append(link, " ", button, " ", kept);
      for (const size of ["wide", "narrow"]) {
        const mark = document.createElementNS("http://www.w3.org/2000/svg", "rect");
        const [x, y, width, height] = tile[size];
        const shape = { x, y, width, height, class: "s-ink mine-mark", fill: "none", "stroke-width": 3 };
        for (const [key, value] of Object.entries(shape)) mark.setAttribute(key, value);
        figure.querySelector(`.figure__${size} svg`).append(mark);
      }
      figure.querySelector(".figure__picture").after(note);
      button.onclick = () => {
        select.value = "";
        select.onchange();
        select.focus();
      };
    });
  };

  // The tile is framed, and says whose it is to those who point at it or have it read.
  const mark = (words) => {
    for (const tile of document.querySelectorAll(".tiles a")) {
      tile.removeAttribute("style");
      tile.removeAttribute("title");
      if (tile.pathname.split("/").at(-2) !== select.value) continue;
      tile.style.cssText = "border: 3px solid var(--ink); box-shadow: inset 0 0 0 1.5px var(--paper)";
      tile.title = words.yours.replace("{province}", select.selectedOptions[0].text);
    }
  };

  fetchScript(figure ? "zones/choose.js" : "choose.js").then((words) => {
    const said = document.createElement("span");
    said.role = "status";
    select.className = "own tag";
    select.ariaLabel = words.label;
    select.append(new Option(words.label, ""));
    for (const [id, name] of words.provinces) select.append(new Option(name, id));
    select.value = kept.province ?? "";
    const asked = document.activeElement === own;
    own.replaceWith(select, " ", said);
    if (asked) select.focus();
    select.onchange = () => {
      try {
        if (select.value) localStorage.province = select.value;
        else localStorage.removeItem("province");
        said.textContent = figure
          ? ""
          : select.value
            ? `${words.chosen.replace("{province}", select.selectedOptions[0].text)} ${words.kept}`
            : words.kept;
        if (figure) show();
        else mark(words);
      } catch {
        said.textContent = words.blocked;
      }
    };
    if (figure) show();
    else mark(words);
  });
}
