// Shows the short address of a page (…/land/) where links had to name its file (…/land/index.html).
if (location.protocol !== "file:" && location.pathname.endsWith("/index.html")) {
  history.replaceState(null, "", location.pathname.slice(0, -10) + location.search + location.hash);
}
