/** The style of the plain page at `/`; served with a nonce. */
export const PAGE_STYLE = `
:root { color-scheme: dark; --ground: #0f1317; --raised: #171d23; --line: #28313a; --text: #dbe3ea;
  --quiet: #8595a3; --good: #5ec98b; --bad: #f0706a; --warn: #e5b454; --live: #6cb0f5; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
header, main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
header { display: flex; align-items: baseline; gap: .75rem; flex-wrap: wrap; }
h1 { font-size: 1.15rem; margin: 0; letter-spacing: .02em; }
#status { color: var(--quiet); font-size: .85rem; margin-left: auto; }
#status.bad { color: var(--bad); }
form { display: flex; gap: .5rem; flex-wrap: wrap; margin: 2rem 0; }
form[hidden] { display: none; }
form p { flex-basis: 100%; margin: 0; color: var(--quiet); }
input, button { font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--line);
  border-radius: .4rem; padding: .5rem .75rem; }
input { flex: 1 1 16rem; min-width: 0; }
button { cursor: pointer; }
button:hover, input:focus { border-color: var(--live); outline: none; }
details { background: var(--raised); border: 1px solid var(--line); border-radius: .5rem; margin: 0 0 .6rem; }
summary { display: flex; gap: .6rem; align-items: baseline; flex-wrap: wrap; padding: .6rem .8rem;
  cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary time, .mono { font: 13px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
summary time { color: var(--quiet); }
summary .what { flex: 1 1 12rem; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.badge { font-size: .78rem; padding: .05rem .5rem; border-radius: 1rem; border: 1px solid currentColor;
  white-space: nowrap; }
.good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); }
.live { color: var(--live); } .quiet { color: var(--quiet); }
.inside { padding: 0 .8rem .8rem; border-top: 1px solid var(--line); }
h2 { font-size: .8rem; font-weight: 600; color: var(--quiet); margin: .9rem 0 .3rem; text-transform: uppercase;
  letter-spacing: .06em; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--ground);
  border: 1px solid var(--line); border-radius: .4rem; padding: .6rem; }
mark { background: none; color: var(--bad); text-decoration: underline wavy var(--bad);
  text-underline-offset: .25em; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; font-weight: 400; padding: .2rem .8rem .2rem 0; white-space: nowrap;
  border-bottom: 1px solid var(--line); }
th { color: var(--quiet); font-size: .8rem; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
td.long { white-space: normal; min-width: 14rem; }
`;
