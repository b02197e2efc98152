// A chart is drawn as wide as the window. Paper is narrower, and nothing draws anew before it is printed: so it shrinks.
addEventListener("beforeprint", () => {
  for (const drawing of document.querySelectorAll(".main-svg")) {
    drawing.setAttribute("viewBox", `0 0 ${drawing.getAttribute("width")} ${drawing.getAttribute("height")}`);
    drawing.setAttribute("preserveAspectRatio", "xMinYMin meet");
  }
  // Nobody opens anything on paper.
  for (const folded of document.querySelectorAll("details:not([open])")) {
    folded.dataset.folded = "";
    folded.open = true;
  }
});
addEventListener("afterprint", () => {
  for (const drawing of document.querySelectorAll(".main-svg[viewBox]")) {
    drawing.removeAttribute("viewBox");
    drawing.removeAttribute("preserveAspectRatio");
  }
  for (const folded of document.querySelectorAll("details[data-folded]")) {
    delete folded.dataset.folded;
    folded.open = false;
  }
});
