// Lets readers explore a figure: once they point at its picture, tap it or focus it, what draws it
// anew is fetched and takes the picture's place (explore-run.js). If that does not come within
// eight seconds, or anything fails, the picture stays.
{
  const folder = document.currentScript.src.replace(/[^/]*$/, "");
  const fetched = {};

  // Fetches a script, once; gives what it has left on its element.
  const get = (address) =>
    (fetched[address] ??= new Promise((done, fail) => {
      const script = document.createElement("script");
      script.onload = () => done(script.spec);
      script.onerror = () => fail((fetched[address] = undefined));
      script.src = address;
      document.head.append(script);
    }));

  for (const box of document.querySelectorAll("[data-explore]")) {
    let last;
    let busy;
    const start = async (event) => {
      last = event;
      // A finger that comes in may only be scrolling; a mouse that focuses has come in before.
      const meant = { focus: box.matches(":focus-visible"), pointerenter: event.pointerType !== "touch" };
      if (busy || meant[event.type] === false) return;
      busy = true;
      try {
        const [spec] = await Promise.race([
          Promise.all([box.dataset.explore, folder + "plotly.js", folder + "explore-run.js"].map(get)),
          new Promise((_, fail) => setTimeout(fail, 8000)),
        ]);
        await explore(box, spec, last);
      } catch (error) {
        console.debug(error);
      }
      busy = false;
    };
    box.tabIndex = 0;
    box.setAttribute("role", "application");
    box.setAttribute("aria-labelledby", box.closest("figure").id + "-headline");
    box.onpointerenter = box.onfocus = box.onclick = start;
    box.onpointermove = (event) => (last = event);
  }
}
