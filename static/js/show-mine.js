// Adds to the map of the explainer what it says of the reader's own province, and marks its tile.
{
  const figure = document.getElementById("figure-tile-map");
  const script = document.createElement("script");
  script.src = `zones/${localStorage.province}/mine.js`;
  script.onload = () => {
    const { sentence, page, yours, more, forget, kept, tile } = script.spec;
    const note = document.createElement("p");
    note.className = "figure__note mine";
    const link = document.createElement("a");
    Object.assign(link, { href: page, textContent: more });
    const button = document.createElement("button");
    Object.assign(button, { type: "button", textContent: forget, title: kept });
    const look = { padding: "0.15em 0.8em", border: "1px solid", background: "none", font: "inherit" };
    Object.assign(button.style, look, { color: "inherit", cursor: "pointer" });
    note.innerHTML = `<b></b> ${sentence} `;
    note.firstChild.textContent = yours;
    note.append(link, " ", button, " ", kept);
    const marks = ["wide", "narrow"].map((size) => {
      const mark = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      const [x, y, width, height] = tile[size];
      const shape = { x, y, width, height, class: "s-ink", fill: "none", "stroke-width": 3 };
      for (const [key, value] of Object.entries(shape)) mark.setAttribute(key, value);
      figure.querySelector(`.figure__${size} svg`).append(mark);
      return mark;
    });
    figure.querySelector(".figure__picture").after(note);
    button.onclick = () => {
      localStorage.removeItem("province");
      for (const part of [note, ...marks]) part.remove();
    };
  };
  document.head.append(script);
}
