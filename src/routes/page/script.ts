/**
 * The script of the plain page at `/`; served with a nonce. Everything it shows is set as text, never as
 * markup: an alert's body is whatever its sender wrote. The token stays in memory only.
 */
export const PAGE_SCRIPT = `"use strict";
(() => {
  const REFRESH_MS = 2000;
  const list = document.getElementById("alerts");
  const status = document.getElementById("status");
  const form = document.getElementById("sign-in");
  const field = document.getElementById("token");
  const cards = new Map();
  let token = "";
  let timer = 0;
  let first = true;
  let rounds = 0;

  const element = (name, className, ...children) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children.map((child) => (child instanceof Node ? child : String(child))));
    return made;
  };

  const clock = (ms) => {
    const date = new Date(ms);
    const two = (value) => String(value).padStart(2, "0");
    return two(date.getHours()) + ":" + two(date.getMinutes()) + ":" + two(date.getSeconds()) +
      "." + String(date.getMilliseconds()).padStart(3, "0");
  };

  const tones = { accepted: "good", filled: "good", working: "live", refused: "bad", rejected: "bad",
    expired: "warn", cancelled: "warn", unknown: "bad", duplicate: "quiet", mixed: "warn",
    partially_filled: "live" };
  const badge = (word) => element("span", "badge " + (tones[word] || "live"), word.replaceAll("_", " "));

  async function ask(path) {
    const answer = await fetch(path, { headers: { authorization: "Bearer " + token } });
    const body = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(body.detail || "no answer"), { status: answer.status });
    return body;
  }

  function message(alert) {
    const box = element("pre", "mono");
    const at = alert.refusal && alert.refusal.at;
    if (typeof at !== "number") {
      box.textContent = alert.body;
      return box;
    }
    const rest = alert.body.slice(at);
    const length = Math.max(1, (rest.match(/^[^\\s,;{}"]+/) || rest.match(/^"[^"]*"?/) || [" "])[0].length);
    box.append(alert.body.slice(0, at), element("mark", "", rest.slice(0, length) || "\\u00a0"),
      rest.slice(length));
    return box;
  }

  function reason(refusal) {
    const line = element("p", "", element("span", "bad mono", refusal.code), " ", refusal.message);
    if (refusal.hint) line.append(element("span", "quiet", " " + refusal.hint));
    return line;
  }

  function table(heads, rows) {
    const body = element("tbody", "", ...rows.map((cells) => element("tr", "", ...cells)));
    const head = element("thead", "", element("tr", "", ...heads));
    return element("div", "scroll", element("table", "mono", head, body));
  }

  const cell = (value, className) => element("td", className || "", value === undefined ? "" : value);
  const head = (value, className) => element("th", className || "", value);

  function orders(items) {
    return table(["order", "leg", "state", "account", "result"].map((name) => head(name)),
      items.map((order) => {
        const i = order.instruction || {};
        const size = i.lots || (i.size && i.size.value + " " + i.size.unit.replaceAll("_", " "));
        const what = [i.kind, i.side, size, i.symbol].filter(Boolean).join(" ");
        const why = order.refusal ? (order.door || "") + " " + order.refusal.code + ": " + order.refusal.message : "";
        const traded = order.filledLots === "0" ? "" :
          order.filledLots + " lots" + (order.averagePrice ? " at " + order.averagePrice : "");
        return [cell(order.id.slice(-8)), cell(what), cell(badge(order.state)),
          cell((order.accountId || "").slice(-6)), cell([traded, why].filter(Boolean).join("; "), "long")];
      }));
  }

  function stepCell(step) {
    if (step.step !== "noted") return cell(step.step.replaceAll("_", " "));
    const told = cell(step.event.code.replaceAll("_", " "), "long");
    told.append(element("span", "quiet", " " + step.event.message));
    return told;
  }

  function timeline(steps) {
    const first = steps.length > 0 ? steps[0].at : 0;
    return table([head("time"), head("since start", "number"), head("hop", "number"), head("step"), head("order"),
      head("back", "number")],
      steps.map((step, index) => {
        const hop = index === 0 ? 0 : step.at - steps[index - 1].at;
        return [cell(clock(step.at)), cell(step.at - first + " ms", "number"), cell("+" + hop + " ms", "number"),
          stepCell(step), cell(step.orderId ? step.orderId.slice(-8) : "", "quiet"),
          cell(step.recordedAt === undefined ? "" : "+" + (step.recordedAt - step.at) + " ms", "number")];
      }));
  }

  async function fill(card) {
    const story = await ask("/api/alerts/" + card.id);
    // A story that says nothing new is left as it stands, so that a reader's selection stays.
    if (card.final && card.steps === story.timeline.length) return;
    card.final = story.alert.final;
    card.steps = story.timeline.length;
    const inside = element("div", "inside", element("h2", "", "Message"), message(story.alert));
    if (story.alert.refusal) inside.append(element("h2", "", "Refused"), reason(story.alert.refusal));
    if (story.alert.hint) inside.append(element("p", "quiet", story.alert.hint));
    const told = story.alert.refusal && story.alert.refusal.message;
    for (const { refusal } of story.alert.routes) {
      if (refusal && refusal.message !== told) inside.append(reason(refusal));
    }
    if (story.orders.length > 0) inside.append(element("h2", "", "Orders"), orders(story.orders));
    inside.append(element("h2", "", "Timeline"), timeline(story.timeline),
      element("p", "quiet mono", story.alert.id));
    card.inside.replaceWith(inside);
    card.inside = inside;
  }

  function makeCard(alert) {
    const summary = element("summary");
    const inside = element("div", "inside");
    const box = element("details", "", summary, inside);
    const card = { id: alert.id, box, summary, inside, final: false, steps: 0 };
    box.addEventListener("toggle", () => { if (box.open) fill(card).catch(fault); });
    return card;
  }

  function showSummary(card, alert) {
    card.summary.replaceChildren(element("time", "", clock(alert.receivedAtMs)), badge(alert.verdict));
    if (alert.outcome) card.summary.append(badge(alert.outcome));
    const what = alert.refusal ? alert.refusal.message : alert.body.replace(/\\*{4,}/g, "\u2022\u2022\u2022");
    card.summary.append(element("span", "what mono", what));
  }

  function fault(error) {
    status.textContent = error.message;
    status.className = "bad";
    if (error.status === 401) signOut();
  }

  function signOut() {
    token = "";
    form.hidden = false;
    clearTimeout(timer);
  }

  async function refresh() {
    clearTimeout(timer);
    try {
      const page = await ask("/api/alerts?limit=30");
      const shown = page.items.map((alert) => {
        const card = cards.get(alert.id) || makeCard(alert);
        cards.set(alert.id, card);
        showSummary(card, alert);
        return card;
      });
      const ids = new Set(shown.map((card) => card.id));
      for (const [id, card] of cards) {
        if (ids.has(id)) continue;
        card.box.remove();
        cards.delete(id);
      }
      // Cards that stand already are not moved, so that nothing closes or jumps under the reader.
      shown.forEach((card, index) => {
        if (list.children[index] !== card.box) list.insertBefore(card.box, list.children[index] || null);
      });
      if (first && shown[0]) shown[0].box.open = true;
      first = first && shown.length === 0;
      // Exits and the broker's own closes are noted after the end, too: those who look see them soon.
      const old = rounds++ % 5 === 0;
      await Promise.all(shown.filter((card) => card.box.open && (old || !card.final)).map(fill));
      status.textContent = page.items.length === 0 ? "no alerts yet" : "live";
      status.className = "";
    } catch (error) {
      fault(error);
    }
    if (token) timer = setTimeout(refresh, REFRESH_MS);
  }

  function signIn(text) {
    token = text.trim();
    form.hidden = true;
    status.textContent = "asking";
    refresh();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    signIn(field.value);
    field.value = "";
  });
  const given = /^#token=([A-Za-z0-9_]+)$/.exec(location.hash);
  if (given) {
    history.replaceState(null, "", location.pathname);
    signIn(given[1]);
  }
})();
`;
