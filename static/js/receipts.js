// Closing the note behind a number, by its button or by Escape, leads back to the number.
let number;
addEventListener("click", ({ target }) => (number = target.closest(".n") ?? number));
addEventListener("keydown", ({ key }) => {
  if (key === "Escape" && document.querySelector(".receipt:target")) location.hash = "close";
});
addEventListener("hashchange", () => location.hash === "#close" && number?.focus({ preventScroll: true }));
