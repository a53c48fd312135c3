// The page of the search, and that of lost readers, have a place for it with its field. The search
// is prepared once a reader comes to the field, or at once where the address asks for something.
// Where it cannot be, the lists of the page remain.
addEventListener("DOMContentLoaded", () => {
  const place = document.querySelector(".search-place");
  const prepare = async () => {
    try {
      await (await fetchScript(folder + "search.js"))(document.querySelector("[rel=search]"), {});
    } catch {
      place.hidden = true;
    }
  };
  const asks = place?.dataset.lost === undefined ? location.search : !/404\.html$/.test(location.pathname);
  if (place && asks) prepare();
  else place?.addEventListener("focusin", prepare, { once: true });
});
