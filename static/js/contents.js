// Marks in the list of contents the part of the page that is being read: the one that crosses a
// line a fifth down the window.
addEventListener("DOMContentLoaded", () => {
  const watch = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const link = document.querySelector(`.toc [href="#${target.querySelector("h2")?.id}"]`);
        if (link) link.ariaCurrent = isIntersecting ? "true" : null;
      }
    },
    { rootMargin: "-20% 0px -80%" },
  );
  for (const chapter of document.querySelectorAll(".chapter")) watch.observe(chapter);
});
