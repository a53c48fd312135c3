// Lets readers explore a figure: once they point at its picture, tap it or focus it, what draws it
// anew is fetched (explore-run.js). If that takes eight seconds, or anything fails, the picture stays.
addEventListener("DOMContentLoaded", () => {
  for (const box of document.querySelectorAll("[data-explore]")) {
    box.tabIndex = 0;
    box.role = "application";
    box.setAttribute("aria-labelledby", box.closest("figure").id + "-headline");
    box.onpointerenter = box.onfocus = box.onclick = async (event) => {
      // A finger that comes in may only be scrolling; a mouse that focuses has come in before.
      const meant = { focus: box.matches(":focus-visible"), pointerenter: event.pointerType !== "touch" };
      if (meant[event.type] === false) return;
      try {
        await fetchScript(folder + "explore-run.js");
        if (performance.now() < event.timeStamp + 8000) await explore(box, event);
      } catch (error) {
        console.debug(error);
      }
    };
  }
});
