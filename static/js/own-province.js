// Fetches what the explainer says of the reader's own province, if there is one.
if (kept.province) addEventListener("DOMContentLoaded", () => fetchScript(folder + "show-mine.js"));
