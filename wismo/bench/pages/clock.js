// From a click to the moment after which nothing in the page is drawn any more, by the browser's own clock.
(area) => {
  const clock = { clicked: 0, drawn: 0, plots: new Set() };
  // What a change looks like on screen is there after the next frame.
  const painted = () =>
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => (clock.drawn = performance.now());
      channel.port2.postMessage(0);
    });
  const seen = (changes) => {
    if (!clock.clicked) return;
    for (const change of changes) {
      const at = change.target.nodeType === 1 ? change.target : change.target.parentElement;
      const plot = at && at.closest(".js-plotly-plot");
      if (plot) clock.plots.add(plot);
    }
    painted();
  };
  const root = document.querySelector(area);
  new MutationObserver(seen).observe(root, { attributes: true, characterData: true, childList: true, subtree: true });
  document.addEventListener("pointerdown", () => (clock.clicked ||= performance.now()), true);
  clock.arm = () => {
    clock.clicked = clock.drawn = 0;
    clock.plots.clear();
  };
  clock.read = () => ({ ms: clock.drawn - clock.clicked, charts: clock.plots.size, quiet: performance.now() - clock.drawn });
  window.__clock = clock;
};
