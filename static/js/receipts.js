// Closing the note behind a number, by its button or by Escape, leads back to the number. The list
// keeps its height meanwhile, without the note that stands over the page.
let number;
let list;
const restore = () => list?.removeAttribute("style");
addEventListener("click", ({ target }) => {
  const link = target.closest("a[href^='#']");
  if (!link) return;
  restore();
  const note = document.getElementById(link.hash.slice(1));
  if (!note?.matches(".receipt")) return;
  if (!link.closest(".receipt:target")) number = link;
  list = note.parentNode;
  list.style.height = `${list.getBoundingClientRect().height}px`;
});
addEventListener("keydown", ({ key }) => {
  if (key === "Escape" && document.querySelector(".receipt:target")) location.hash = "close";
});
addEventListener("hashchange", () => {
  if (document.querySelector(".receipt:target")) return;
  restore();
  if (location.hash === "#close") number?.focus({ preventScroll: true });
});
