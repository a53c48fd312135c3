// Fetches the script of a list when its reader first does something, or at once where the address
// already narrows the list. If it does not come, the page goes back to what it is without.
{
  const address = document.currentScript.dataset.script;
  const signs = ["pointermove", "pointerdown", "keydown", "focusin", "scroll"];
  const start = () => {
    for (const sign of signs) removeEventListener(sign, start);
    const script = document.createElement("script");
    script.src = address;
    script.onerror = () => {
      for (const part of document.querySelectorAll(".scripted")) part.remove();
      for (const part of document.querySelectorAll(".plainly")) part.classList.remove("plainly");
    };
    document.head.append(script);
  };
  if (location.search || location.hash) start();
  else for (const sign of signs) addEventListener(sign, start);
}
