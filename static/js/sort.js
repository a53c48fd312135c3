// Lets readers sort a table by its columns, copy code, and cite with today's date. Without it the
// page is whole: the table stands in the site's order and the code can be selected.
{
  const page = document.querySelector("[data-ascending]");
  const words = page.dataset;
  const said = page.querySelector("[role=status]");
  const language = document.documentElement.lang;

  const keyOf = (row, column) => {
    const cell = row.cells[column];
    return { number: parseFloat(cell.dataset.sort), text: cell.textContent.trim() };
  };

  // Numbers come before words; rows that are equal keep the order of the site.
  const compare = (a, b) => {
    if (!Number.isNaN(a.number) && !Number.isNaN(b.number)) {
      return a.number - b.number;
    }
    const one = Number.isNaN(a.number) - Number.isNaN(b.number);
    return one || a.text.localeCompare(b.text, language, { numeric: true });
  };

  for (const table of page.querySelectorAll("table")) {
    const body = table.tBodies[0];
    const original = [...body.rows];
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const name = head.textContent.trim();
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      button.title = words.by.replace("{column}", name);
      head.append(button);
      button.addEventListener("click", () => {
        const order = { ascending: "descending", descending: "" }[head.ariaSort] ?? "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        const rows = [...original];
        if (order) {
          const sign = order === "ascending" ? 1 : -1;
          rows.sort((a, b) => sign * compare(keyOf(a, column), keyOf(b, column)));
          head.ariaSort = order;
        }
        body.append(...rows);
        said.textContent = words[order || "original"].replace("{column}", name);
      });
    });
  }

  // Where a text may not be copied, it is selected.
  for (const button of page.querySelectorAll(".copy")) {
    const code = button.previousElementSibling;
    const { textContent } = button;
    button.onclick = async () => {
      try {
        await navigator.clipboard.writeText(code.textContent.trim());
        said.textContent = button.textContent = words.copied;
        setTimeout(() => (button.textContent = textContent), 2000);
      } catch {
        getSelection().selectAllChildren(code);
      }
    };
  }

  for (const day of page.querySelectorAll("[data-today]")) {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    day.textContent = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  }
}
