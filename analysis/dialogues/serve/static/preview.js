// The frame around the brief: it listens for what was made anew, and keeps the place that was read.
const frame = document.getElementById("brief");
const problems = document.getElementById("problems");
const state = document.getElementById("state");
let shown = 0, scrolled = Number(sessionStorage.getItem("scrolled")) || 0;
let claim = new URLSearchParams(location.hash.slice(1)).get("claim");

const events = new EventSource("/preview/events");
events.onmessage = ({ data }) => {
  const now = JSON.parse(data);
  if (now.page !== shown) {
    shown = now.page;
    frame.src = `/preview/brief?${shown}`;
  }
  const is_wrong = now.problems.length > 0;
  problems.hidden = !is_wrong;
  problems.querySelector("ul").replaceChildren(...now.problems.map((words) => Object.assign(document.createElement("li"), { textContent: words })));
  state.textContent = now.working ? "Making it anew …" : is_wrong ? (shown ? "Something is wrong; below is the last good brief." : "Something is wrong.") : `As saved, made in ${now.took}`;
  document.body.dataset.state = now.working ? "working" : is_wrong ? "wrong" : "good";
  document.body.dataset.page = shown;
};
events.onerror = () => { state.textContent = "The server has ended; this is the last brief it made."; document.body.dataset.state = "ended"; };

addEventListener("message", ({ data, source }) => {
  if (source !== frame.contentWindow) return;
  if (data.ready) {
    frame.contentWindow.postMessage({ scroll: claim ? undefined : scrolled, claim }, "*");
    claim = null;
  } else if (typeof data.scrolled === "number") {
    scrolled = data.scrolled;
    sessionStorage.setItem("scrolled", scrolled);
  } else if (typeof data.open === "string" && data.open.startsWith("/read/")) {
    const [path, sentence] = data.open.split("#");
    location.href = `${path}?claim=${encodeURIComponent(data.claim)}#${sentence}`;
  }
});
