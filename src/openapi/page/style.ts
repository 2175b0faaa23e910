/** The style of the page at `/docs`; served with a nonce. The colours are those of the page at `/`. */
export const DOCS_STYLE = `
:root { color-scheme: dark; --ground: #0f1317; --raised: #171d23; --line: #28313a; --text: #dbe3ea;
  --quiet: #94a3b0; --good: #5ec98b; --bad: #f0706a; --warn: #e5b454; --live: #6cb0f5;
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; background: var(--ground); color: var(--text);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere; }
a { color: var(--live); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--live); outline-offset: 2px; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: .5rem; }
header { display: flex; align-items: baseline; gap: 1rem; flex-wrap: wrap; justify-content: space-between;
  max-width: 80rem; margin: 0 auto; padding: 1rem 1.25rem; border-bottom: 1px solid var(--line); }
h1 { font-size: 1.25rem; margin: 0; }
h1 span { color: var(--quiet); font-weight: 400; }
header p { margin: 0; }
.columns { display: grid; grid-template-columns: 17rem minmax(0, 1fr); gap: 2.5rem; max-width: 80rem;
  margin: 0 auto; padding: 0 1.25rem 6rem; }
nav { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; padding: 1.25rem 0 2rem;
  font-size: .875rem; scrollbar-width: thin; }
nav ul { list-style: none; margin: 0 0 .75rem; padding: 0; }
nav p { margin: .9rem 0 .2rem; font-weight: 600; }
nav p a { color: var(--text); }
nav li a { display: flex; gap: .5rem; align-items: baseline; padding: .12rem 0; color: var(--quiet); }
nav li a:hover { color: var(--text); }
nav .method { font-size: .65rem; min-width: 2.9rem; border: 0; padding: 0; text-align: left; }
.menu > summary { display: none; }
.menu::details-content { content-visibility: visible; height: auto; }
@supports not selector(::details-content) { .menu > summary { display: list-item; cursor: pointer; } }
main { padding-top: 1.25rem; min-width: 0; }
main p { max-width: 46rem; margin: .4rem 0 .8rem; }
.chapter { padding-top: 1.5rem; }
h2 { font-size: 1.15rem; margin: 0 0 .25rem; }
.chapter > p { color: var(--quiet); }
code { font: .875em/1.5 var(--mono); }
p code, li code { background: #1f272f; border-radius: .25rem; padding: .05rem .3rem; }
.route { background: var(--raised); border: 1px solid var(--line); border-radius: .5rem; margin: 0 0 .5rem; }
.route > summary { display: flex; gap: .75rem; align-items: baseline; padding: .55rem .8rem; cursor: pointer;
  list-style: none; }
.route > summary::-webkit-details-marker { display: none; }
.route > summary:hover { background: #1c242b; border-radius: .5rem; }
.route[open] > summary { border-bottom: 1px solid var(--line); border-radius: .5rem .5rem 0 0; }
.path { flex: 0 1 auto; }
.path i { color: var(--warn); font-style: normal; }
.summary { color: var(--quiet); margin-left: auto; text-align: right; flex: 0 1 auto; }
.method { font: 600 .7rem/1.6 var(--mono); text-transform: uppercase; min-width: 3.9rem; text-align: center;
  border: 1px solid currentColor; border-radius: .3rem; padding: 0 .3rem; flex: none; }
.get { color: var(--live); } .post { color: var(--good); } .put, .patch { color: var(--warn); }
.delete { color: var(--bad); }
.inside { padding: .6rem .9rem 1rem; }
.anchor { display: block; scroll-margin-top: 4rem; }
h4 { font-size: .75rem; font-weight: 600; color: var(--quiet); margin: 1.1rem 0 .3rem; text-transform: uppercase;
  letter-spacing: .06em; }
h4 code { text-transform: none; letter-spacing: 0; }
pre { margin: 0; background: var(--ground); border: 1px solid var(--line); border-radius: .4rem;
  padding: .65rem .8rem; overflow-x: auto; }
pre code { white-space: pre-wrap; overflow-wrap: anywhere; }
ul.plain { margin: 0; padding: 0; list-style: none; }
ul.codes li { margin: .2rem 0; }
ul.codes b { display: inline-block; min-width: 2.6rem; color: var(--quiet); font: 600 .8rem var(--mono); }
p.type { font: .85rem/1.5 var(--mono); color: var(--quiet); margin: 0 0 .2rem; }
ul.fields { list-style: none; margin: 0; padding: 0; }
ul.fields ul.fields { margin: .15rem 0 .3rem .3rem; padding-left: .8rem; border-left: 1px solid var(--line); }
ul.fields li { margin: .18rem 0; color: #b9c5cf; }
ul.fields b { font: 600 .85rem var(--mono); color: var(--text); }
ul.fields span { font: .8rem/1.5 var(--mono); color: var(--good); }
ul.fields p.type { display: inline; margin-left: .3rem; }
i { color: var(--quiet); font-size: .85em; }
i.optional { color: var(--warn); }
p.or { margin: .3rem 0; color: var(--quiet); font-style: italic; }
@media (max-width: 60rem) {
  .columns { grid-template-columns: minmax(0, 1fr); gap: 0; padding: 0 .9rem 4rem; }
  header { padding: .8rem .9rem; }
  nav { position: static; max-height: none; padding: .9rem 0 0; }
  .menu { border: 1px solid var(--line); border-radius: .5rem; padding: .5rem .8rem; }
  .menu > summary { display: list-item; cursor: pointer; font-weight: 600; }
  .menu:not([open])::details-content { content-visibility: hidden; height: 0; }
  nav li a { padding: .3rem 0; }
  .route > summary { flex-wrap: wrap; gap: .25rem .6rem; padding: .6rem .7rem; }
  .summary { flex-basis: 100%; margin-left: 0; text-align: left; }
  .path { flex: 1 1 0; min-width: 0; }
  .inside { padding: .5rem .7rem .9rem; }
}
@media print { nav { display: none; } .columns { display: block; } body { background: #fff; color: #000; } }
`;
