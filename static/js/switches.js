// What the masthead does with scripts. Light or dark is switched here; what the links to the search
// and to the other language do beyond leading there is fetched when they are used (search.js,
// place.js). Where it cannot be fetched, they lead there all the same.
// Where this reader last rested; who comes up for a switch has not gone on reading there.
let rested = 0;
let resting;
addEventListener("scroll", () => {
  clearTimeout(resting);
  resting = setTimeout(() => (rested = scrollY), scrollY > 130 ? 700 : 9000);
});

addEventListener("DOMContentLoaded", () => {
  const [search, language, scheme] = document.querySelector(".masthead__tools").children;
  const follow = (link, script) => {
    link.onclick = async (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      try {
        (await fetchScript(folder + script))(link, event);
      } catch {
        if (event.isTrusted) location.assign(link.href);
      }
    };
  };
  follow(search, "search.js");
  follow(language, "place.js");
  language.classList.toggle("chosen", kept.language === language.lang);

  const show = () => (scheme.title = scheme.dataset[dataset.scheme]);
  scheme.onclick = () => {
    // The first press always changes what is seen.
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const next = { device: dark ? "light" : "dark" };
    next[next.device] = dark ? "dark" : "light";
    kept.scheme = dataset.scheme = next[dataset.scheme] ?? "device";
    show();
  };
  show();
});
