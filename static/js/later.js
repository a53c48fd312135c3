// Fetches the script that a page names (data-later) when its reader first does something, or at
// once where the address already says something, or a province is kept that the page may mark. If it does not come, the page goes back to what
// it is without.
const { later } = document.currentScript.dataset;
const signs = ["pointermove", "pointerdown", "keydown", "focusin", "scroll"];
const start = () => {
  for (const sign of signs) removeEventListener(sign, start);
  fetchScript(later).catch(() => {
    for (const part of document.querySelectorAll(".scripted")) part.remove();
    for (const part of document.querySelectorAll(".plainly")) part.classList.remove("plainly");
  });
};
if (later) {
  addEventListener("DOMContentLoaded", () => {
    if (location.search + location.hash || kept.province) start();
    else for (const sign of signs) addEventListener(sign, start);
  });
}
