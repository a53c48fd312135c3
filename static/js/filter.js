// Narrows a list by the controls of a form, counts what each control would leave, says how many
// are shown, and keeps the choice in the address. Within a group, any of what is chosen will do.
// “items” have: values by group; says: whether they answer to what is typed. Gives what to call
// when items (update) or controls (change) are no longer what they were.
const narrow = (form, items, show) => {
  const part = form.closest(".part");
  const said = part.querySelector("[role=status]");
  const clear = said.parentNode.querySelector("button");
  const boxes = [...form.querySelectorAll("[type=checkbox]")];
  const filled = () => [...new FormData(form)].filter(([, value]) => value);

  const update = () => {
    const chosen = {};
    for (const [name, value] of filled()) {
      if (name !== "q" && name !== "sort") (chosen[name] ??= []).push(value);
    }
    const typed = form.elements.q?.value.trim();
    const named = typed ? items.filter(({ says }) => says(typed)) : items;
    const fits = ({ has }, but) =>
      Object.keys(chosen).every((name) => name === but || chosen[name].some((value) => has[name].includes(value)));
    // How many there would be with one more value of a group.
    const count = (name, value) => named.filter((item) => item.has[name].includes(value) && fits(item, name)).length;
    const left = named.filter((item) => fits(item));
    for (const box of boxes) {
      const number = count(box.name, box.value);
      box.disabled = !number && !box.checked;
      box.parentNode.querySelector(".choose__count").textContent = number;
    }
    clear.hidden = !typed && !Object.keys(chosen).length;
    said.textContent = form.dataset.shown.replace("{n}", left.length).replace("{all}", items.length);
    show(left, count, chosen);
    const search = filled().length ? `?${new URLSearchParams(filled())}` : "";
    for (const link of document.querySelectorAll(".masthead a[hreflang]")) link.search = search;
    return search;
  };

  const change = () => {
    const search = update();
    // A page on the disk has no address to share.
    if (location.protocol !== "file:") history.replaceState(null, "", search || location.pathname);
  };

  for (const [name, value] of new URLSearchParams(location.search)) {
    for (const control of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (control.type === "checkbox") control.checked ||= control.value === value;
      else if (!control.options || control.querySelector(`[value="${CSS.escape(value)}"]`)) control.value = value;
    }
  }
  for (const more of form.querySelectorAll("details")) more.open ||= !!more.querySelector(":checked");
  document.documentElement.classList.add("scripts");
  form.oninput = change;
  form.onsubmit = (event) => event.preventDefault();
  clear.onclick = () => {
    for (const control of form.elements) {
      if (control.type === "checkbox") control.checked = false;
      else if (control.name !== "sort") control.value = "";
    }
    change();
    form.querySelector("input").focus();
  };
  update();
  return { update, change };
};
