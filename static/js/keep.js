// Sets light or dark as this reader chose it, before anything is painted: this script stands in
// the head and is waited for. What is kept, is kept on the device; where that is forbidden, for as
// long as the page is open.
let kept = {};
try {
  kept = localStorage;
} catch {}
const { dataset } = document.documentElement;
dataset.scheme = kept.scheme ?? "device";
