// Fetches what the explainer says of the reader's own province, if there is one.
try {
  if (localStorage.province) {
    const script = document.createElement("script");
    script.src = document.currentScript.src.replace(/[^/]*$/, "") + "show-mine.js";
    document.head.append(script);
  }
} catch {
  // This browser keeps nothing.
}
