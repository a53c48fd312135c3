// Tells the page around an embedded figure how high the figure is, now and whenever that changes.
if (parent !== window) {
  const tell = () => {
    parent.postMessage({ figureHeight: Math.ceil(document.body.getBoundingClientRect().height) }, "*");
  };
  new ResizeObserver(tell).observe(document.body);
}
