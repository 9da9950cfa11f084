/* From the release of the mouse button to the last stroke: the script idle, the page unchanged since,
   and the frame after that on the screen. `quiet`: how long nothing may happen for it to be over. */
() => {
  const app = () => document.querySelector("[data-testid=stApp]");
  const watch = { start: null, last: null, ran: false };
  const main = document.querySelector("[data-testid=stMain]");
  const now = () => performance.now();
  new MutationObserver(() => requestAnimationFrame(() => { watch.last = now(); }))
    .observe(main, { subtree: true, childList: true, attributes: true, characterData: true });
  new MutationObserver(() => {
    if (app().dataset.testScriptState === "running") watch.ran = true;
    watch.last = now();
  }).observe(app(), { attributes: true, attributeFilter: ["data-test-script-state"] });
  document.addEventListener("pointerup", () => {
    if (watch.armed) Object.assign(watch, { start: now(), last: now(), ran: false, armed: false });
  }, true);
  window.benchArm = () => { watch.armed = true; };
  window.benchTook = (quiet) => {
    const idle = app().dataset.testScriptState === "notRunning";
    const over = watch.ran && idle && !document.querySelector("[data-stale=true]") && now() - watch.last > quiet;
    return over ? watch.last - watch.start : null;
  };
}
