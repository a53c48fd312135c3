// Leads to the page's other language at the same place: the part that is read now, and what is
// searched for. The language is remembered on the device. Fetched by switches.js.
document.currentScript.spec = (link) => {
  kept.language = link.lang;
  const to = new URL(link.href);
  to.search = location.search;
  const parts = document.querySelectorAll("main :is(h2, h3, li, tr, div, section)[id]:not(.receipt)");
  const read = scrollY > 130 ? scrollY : rested;
  const here = [...parts].findLast((part) => {
    const { top, height } = part.getBoundingClientRect();
    return height && top + scrollY < read + 130;
  });
  if (here && read) to.hash = here.id;
  location.assign(to);
};
