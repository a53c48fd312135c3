// Fetches what lets readers choose their own province; at once where they have done so.
addEventListener("DOMContentLoaded", () => {
  const own = document.querySelector(".own");
  if (!own) return; // no map stands in this text
  own.onclick = () => fetchScript(folder + "own.js");
  if (kept.province) own.click();
});
