// The sixteen measures, filtered by area, reader, state of knowledge and industry.
{
  const form = document.querySelector(".choose");
  const asks = document.querySelector(".choose__asks");
  const areas = [...document.querySelectorAll(".area")];
  const items = [...document.querySelectorAll(".card")].map((card) => {
    const has = Object.entries(card.dataset).map(([name, values]) => [name, values.split(" ")]);
    return { card, has: { area: [card.closest(".area").id], ...Object.fromEntries(has) } };
  });

  const { change } = narrow(form, items, (left, _, { reader = [] }) => {
    for (const { card } of items) card.hidden = true;
    for (const { card } of left) card.hidden = false;
    for (const area of areas) area.classList.toggle("area--none", !area.querySelector(".card:not([hidden])"));
    const question = reader.length === 1 && document.querySelector(`#reader-${reader[0]} + p`);
    asks.hidden = !question;
    asks.innerHTML = question ? question.innerHTML : "";
  });

  // Links to the lists that readers without scripts see lead to the same choice.
  const follow = () => {
    const [, name, value] = /^#(reader|sector)-(.+)/.exec(location.hash) ?? [];
    const box = [...form.elements].find((control) => control.name === name && control.value === value);
    if (!box) return;
    box.checked = true;
    for (const more of form.querySelectorAll("details:has(:checked)")) more.open = true;
    change();
    form.closest(".part").scrollIntoView();
  };
  addEventListener("hashchange", follow);
  follow();
}
