// Runs inside the previewed brief, which is a page of no origin: it can only say where to go and where it is.
{
  const places = JSON.parse(document.getElementById("reading-places").textContent);
  for (const link of document.querySelectorAll('a[href^="#s-"]')) {
    const place = places[link.getAttribute("href").slice(1)];
    if (!place) continue;
    const claim = link.closest("[id^='open-'], [id^='claim-']")?.id.replace(/^(?:open|claim)-/, "") ?? "";
    const to = document.createElement("a");
    to.href = link.href;
    to.textContent = "read it";
    to.addEventListener("click", (event) => {
      event.preventDefault();
      parent.postMessage({ open: place, claim }, "*");
    });
    link.after(" · ", to);
  }
  let told;
  addEventListener("scroll", () => {
    clearTimeout(told);
    told = setTimeout(() => parent.postMessage({ scrolled: scrollY }, "*"), 60);
  });
  addEventListener("message", ({ data }) => {
    if (typeof data.scroll === "number") scrollTo(0, data.scroll);
    if (!data.claim) return;
    const opened = document.getElementById(`open-${data.claim}`);
    if (!opened) return document.getElementById(`claim-${data.claim}`)?.scrollIntoView({ block: "center" });
    const from = document.querySelector(`[popovertarget="${CSS.escape(opened.id)}"]:not(.evidence *)`);
    from?.scrollIntoView({ block: "center" });
    opened.showPopover?.();
  });
  parent.postMessage({ ready: true }, "*");
}
