// Lets readers call a province their own, and forget it again. It is kept in this browser alone;
// where the browser keeps nothing, that is said.
addEventListener("DOMContentLoaded", () => {
  const part = document.querySelector(".mine");
  const button = part.querySelector("button");
  const said = part.querySelector("[role=status]");
  const { province, chosen, blocked } = part.dataset;
  const kept = said.textContent;

  const show = () => {
    const own = localStorage.getItem("province") === province;
    button.ariaPressed = own;
    said.textContent = own ? `${chosen} ${kept}` : kept;
  };
  const safely = (act) => {
    try {
      act();
      show();
    } catch {
      said.textContent = blocked;
    }
  };

  button.onclick = () =>
    safely(() => {
      if (localStorage.getItem("province") === province) localStorage.removeItem("province");
      else localStorage.setItem("province", province);
    });
  part.style.display = "block";
  try {
    show();
  } catch {
    // Said when the reader tries.
  }
});
